import { describe, expect, it } from "vitest";
import { ContradictoryAnswers } from "../domain/source-failures.ts";
import { findTop } from "./find-top.ts";
import type { Script } from "./scripted-source.ts";
import { ScriptedSource } from "./scripted-source.ts";

async function find(ids: readonly number[], script?: Script) {
  const source = new ScriptedSource(ids, script);
  const access = { accountId: 7, channelId: -5, accessHash: null };
  const { signal } = new AbortController();
  let pauses = 0;
  const top = await findTop({
    channelId: -5,
    ask: (start) => source.history({ access, start, limit: 100 }, signal),
    pause: async () => void pauses++,
  });
  return { top: top?.id ?? null, proves: top?.page.proves, pauses, asked: source.questions };
}

describe("finding the top", () => {
  it("is the newest message, with the page that shows it", async () => {
    expect(await find([3, 8, 20])).toMatchObject({
      ...{ top: 20, proves: { first: 3, last: 20 }, asked: ["<"] },
    });
  });

  it("believes in an empty channel only when both ends are empty three times in a row", async () => {
    expect(await find([])).toMatchObject({
      top: null,
      pauses: 2,
      asked: ["<", ">0", "<", ">0", "<", ">0"],
    });
    const lies: Script = (_, turn) => (turn <= 5 ? [] : null);
    expect(await find([3], lies)).toMatchObject({ top: 3, pauses: 3 });
    const oneTruth: Script = (_, turn) => (turn <= 9 && turn !== 4 ? [] : null);
    expect(await find([3], oneTruth)).toMatchObject({ top: 3 });
  });

  it("gives up when the two ends go on contradicting each other", async () => {
    const script: Script = (question) => (question === "<" ? [] : null);
    await expect(find([3], script)).rejects.toThrow(ContradictoryAnswers);
  });
});
