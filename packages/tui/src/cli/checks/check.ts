/** One thing that doctor looked at. `note` is worth knowing and no problem. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "note" | "problem";
  readonly finding: string;
  /** What to do about it. */
  readonly advice: string | null;
}

export function ok(name: string, finding: string): Check {
  return { name, state: "ok", finding, advice: null };
}

export function note(name: string, finding: string, advice: string | null = null): Check {
  return { name, state: "note", finding, advice };
}

export function problem(name: string, finding: string, advice: string): Check {
  return { name, state: "problem", finding, advice };
}
