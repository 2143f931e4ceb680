import { describe, expect, it } from "vitest";
import { channelOfInput, decodeBackfill, decodeProgress, titleOfInput } from "./job.ts";

describe("the title of a job", () => {
  it("names what tells exports apart: the folder, when the file is called alike everywhere", () => {
    const paths = ["/x/Export_1/result.json", "C:\\x\\Export_2\\messages2.html", "/x/Export_3/"];
    expect(titleOfInput({ paths })).toBe("Export_1, Export_2, Export_3");
    expect(titleOfInput({ paths: ["/result.json", "/x/other.json"] })).toBe(
      "result.json, other.json",
    );
  });

  it("is for a backfill the name of the channel that its input has", () => {
    expect(channelOfInput({ channelId: -1_000_000_000_042, order: "newest_first" })).toBe(
      -1_000_000_000_042n,
    );
    for (const input of [null, {}, { channelId: "1" }, { channelId: 1.5 }, { channelId: null }]) {
      expect(channelOfInput(input)).toBeNull();
    }
  });
});

describe("the report of a backfill", () => {
  it("is read as far as it was written, by whatever version", () => {
    const stored = { idsExamined: 9, messagesAdded: 7, absent: 2, waits: 1, waited: 61_400 };
    expect(decodeBackfill(stored)).toEqual({
      ...{ idsExamined: 9, messagesAdded: 7, messagesAlreadyPresent: 0, revisionsAdded: 0 },
      ...{ filesRecorded: 0, quarantined: 0, quarantineReasons: [], absent: 2 },
      ...{ requests: 0, waits: 1, waitedSeconds: 61, warnings: [] },
    });
    expect(decodeBackfill(null)).toBeNull();
  });
});

describe("the progress of a job", () => {
  const decode = (state: string, progress: object | null) =>
    decodeProgress({
      ...{ state, progress, createdAt: new Date(1), startedAt: new Date(2), finishedAt: null },
    });
  const waiting = { phase: "waiting", unit: "ids", reason: "Telegram asks for a pause.", until: 9 };

  it("says why a running job waits, and until when", () => {
    expect(decode("running", waiting)).toMatchObject({
      ...{ phase: "WAITING", unit: "ids", reason: waiting.reason, until: new Date(9) },
    });
    expect(decode("running", { ...waiting, phase: "fetching" })).toMatchObject({
      ...{ phase: "FETCHING", reason: null, until: null },
    });
  });

  it.each(["queued", "paused"])("waits for nothing outside when it is %s", (state) => {
    expect(decode(state, waiting)).toMatchObject({ phase: "WAITING", reason: null, until: null });
  });

  it("takes a phase that it does not know for reading", () => {
    expect(decode("running", { phase: "<script>" }).phase).toBe("READING");
    expect(decode("running", null)).toMatchObject({ phase: "READING", updatedAt: new Date(2) });
  });
});
