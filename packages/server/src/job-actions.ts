/** What can be done to a job. */
export type JobAction = "CANCEL";

/** What can be done to a job in a stored state. */
export function actionsFor(state: string): JobAction[] {
  return state === "queued" || state === "running" ? ["CANCEL"] : [];
}
