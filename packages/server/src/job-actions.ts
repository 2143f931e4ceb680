/** What can be done to a job. */
export type JobAction = "PAUSE" | "RESUME" | "CANCEL" | "RETRY";

/** What is of use to a job in each stored state; its priority can be set as long as it can be canceled. */
const ACTIONS: Readonly<Record<string, readonly JobAction[]>> = {
  queued: ["PAUSE", "CANCEL"],
  running: ["PAUSE", "CANCEL"],
  pausing: ["RESUME", "CANCEL"],
  paused: ["RESUME", "CANCEL"],
  canceled: ["RETRY"],
  failed: ["RETRY"],
};

/** What can be done to a job in a stored state. */
export function actionsFor(state: string): JobAction[] {
  return [...(ACTIONS[state] ?? [])];
}
