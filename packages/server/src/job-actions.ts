/** What can be done to a job. */
export type JobAction = "CANCEL";

const CANCELABLE = new Set(["queued", "running", "pausing", "paused"]);

/** What can be done to a job in a stored state. */
export function actionsFor(state: string): JobAction[] {
  return CANCELABLE.has(state) ? ["CANCEL"] : [];
}
