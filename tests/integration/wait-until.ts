import { setTimeout } from "node:timers/promises";

/** Asks again and again, for what announces itself by no event; the test's timeout is the end. */
export async function waitUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await setTimeout(5);
}
