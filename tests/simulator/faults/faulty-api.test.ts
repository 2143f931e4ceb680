import { describe, expect, it } from "vitest";
import { DirectClient, getHistory, idsOf } from "../api/direct-client.ts";
import { RequestLog } from "../api/request-log.ts";
import type { Call, Handled } from "../mtproto/contract.ts";
import type { TlObject } from "../tl/value.ts";
import { post } from "../world/change-messages.ts";
import { trueMessage } from "../world/oracle.ts";
import { FaultPlan } from "./fault-plan.ts";
import type { FaultEffect, FaultRule } from "./fault-rule.ts";
import { FaultyApi } from "./faulty-api.ts";
import { filterPushes } from "./filter-pushes.ts";
import { FloodLimiter } from "./flood-limiter.ts";

/** A client of the API behind a plan, on a clock that stands still unless it is moved. */
function startClient(...rules: FaultRule[]) {
  let time = Date.UTC(2026, 10, 23);
  let skew = 0;
  const client = new DirectClient({ now: () => time });
  const plan = new FaultPlan(1, rules);
  const limiter = new FloodLimiter(() => time);
  const log = new RequestLog(100);
  const skewClock = (seconds: number) => void (skew = seconds);
  const api = new FaultyApi({ api: client.api, plan, limiter, log, skewClock });
  const anna = client.keyOf("anna");
  let callId = 0;
  const ask = (request: TlObject): Promise<Handled> =>
    api.handle({
      request,
      authKeyId: anna,
      dcId: client.dcId,
      callId: ++callId,
      connectionId: 1,
      takeoutId: null,
      initConnection: null,
    } as Partial<Call> as Call);
  const peer = client.inputPeer(anna, "news");
  const page = async (fields: Parameters<typeof getHistory>[1] = {}) => {
    const { answer } = await ask(getHistory(peer, { limit: 10, ...fields }));
    return answer.type === "result" ? idsOf(answer.value as TlObject) : [];
  };
  const wait = (ms: number) => void (time += ms);
  return { client, plan, limiter, log, anna, ask, page, wait, skewed: () => skew };
}

const once = (effect: FaultEffect, calls: number | number[] = 1): FaultRule => ({
  name: effect.kind,
  match: { method: "messages.getHistory", calls },
  effect,
});
const state = { _: "updates.getState" };
const newest = [50, 49, 48, 47, 46, 45, 44, 43, 42, 41];

describe("an API with faults", () => {
  it("answers with the error it is told to, once", async () => {
    const { ask, log, page } = startClient(once({ kind: "error", code: 500, message: "INTERNAL" }));
    expect(await page()).toEqual([]);
    expect(await page()).toEqual(newest);
    expect((await ask(state)).answer.type).toBe("result");
    expect(log.requests.map(({ method, outcome }) => [method, outcome])).toEqual([
      ["messages.getHistory", "500 INTERNAL (error)"],
      ["messages.getHistory", "ok"],
      ["updates.getState", "ok"],
    ]);
    expect(log.count("messages.getHistory")).toBe(2);
  });

  it("makes callers wait, sends them away again, and knows who came early", async () => {
    const client = startClient(once({ kind: "floodWait", seconds: 30 }));
    const { ask, limiter, page, wait } = client;
    const peer = client.client.inputPeer(client.anna, "news");
    const answers = [(await ask(getHistory(peer))).answer];
    wait(10_000);
    answers.push((await ask(getHistory(peer))).answer);
    expect(answers).toEqual([
      { type: "error", code: 420, message: "FLOOD_WAIT_30" },
      { type: "error", code: 420, message: "FLOOD_WAIT_20" },
    ]);
    expect(limiter.early).toHaveLength(1);
    wait(20_000);
    expect(await page()).toEqual(newest);
    expect(limiter.early).toHaveLength(1);
  });

  it("gives other names to waits, and counts no deadline for takeouts", async () => {
    const premium = { kind: "floodWait", seconds: 3, name: "FLOOD_PREMIUM_WAIT" } as const;
    const takeout = { kind: "floodWait", seconds: 9, name: "TAKEOUT_INIT_DELAY" } as const;
    const { ask, limiter } = startClient(
      { name: "premium", match: { method: "updates.getState", calls: 1 }, effect: premium },
      { name: "takeout", match: { method: "account.*", calls: 1 }, effect: takeout },
    );
    expect((await ask(state)).answer).toMatchObject({ message: "FLOOD_PREMIUM_WAIT_3" });
    const init = { _: "account.initTakeoutSession" };
    expect((await ask(init)).answer).toMatchObject({ message: "TAKEOUT_INIT_DELAY_9" });
    expect((await ask(init)).answer.type).toBe("result");
    expect(limiter.early).toEqual([]);
    expect((await ask(state)).answer).toMatchObject({ message: "FLOOD_WAIT_3" });
  });

  it("shortens pages at either end or in the middle, or leaves nothing of them", async () => {
    const short = (drop: "newest" | "middle" | "oldest") =>
      ({ kind: "shortPage", drop, count: 4 }) as const;
    expect(await startClient(once(short("oldest"))).page()).toEqual(newest.slice(0, 6));
    expect(await startClient(once(short("newest"))).page()).toEqual(newest.slice(4));
    expect(await startClient(once(short("middle"))).page()).toEqual([50, 49, 48, 43, 42, 41]);
    const empty = startClient(once({ kind: "emptyPage" }));
    expect([await empty.page(), await empty.page()]).toEqual([[], newest]);
  });

  it("lets pages overlap, come again, come in disorder and hold messages twice", async () => {
    const overlap = startClient(once({ kind: "overlap", ids: 3 }, 2));
    await overlap.page();
    expect((await overlap.page({ offset_id: 41 })).slice(0, 4)).toEqual([43, 42, 41, 40]);

    const upwards = { offset_id: 48, add_offset: -10 };
    expect(await startClient().page(upwards)).toEqual([50, 49, 48]);
    const filled = startClient(once({ kind: "fillWindow" }));
    expect(await filled.page(upwards)).toEqual(newest);

    const repeat = startClient(once({ kind: "repeatPage" }, 2));
    await repeat.page();
    expect(await repeat.page({ offset_id: 41 })).toEqual(newest);
    expect((await repeat.page({ offset_id: 41 }))[0]).toBe(40);

    const shuffled = await startClient(once({ kind: "shuffle" })).page();
    expect(shuffled).not.toEqual(newest);
    expect(shuffled.toSorted((a, b) => b - a)).toEqual(newest);

    const doubled = startClient(once({ kind: "duplicateMessages", count: 2 }));
    expect((await doubled.page()).slice(0, 5)).toEqual([50, 50, 49, 49, 48]);
  });

  it("lets things happen in the chat right after a page was made", async () => {
    const mutate = (what: "post" | "edit" | "delete", where?: "page" | "older" | "newer") =>
      startClient(once({ kind: "mutate", what, where, count: 3 } as FaultEffect));
    const edited = mutate("edit");
    await edited.page();
    const { history } = edited.client.world.chat("news");
    expect(history.changedIds().filter((id) => id > 40)).not.toEqual([]);
    const older = mutate("delete", "older");
    expect(await older.page()).toEqual(newest);
    expect((await older.page({ offset_id: 41 })).slice(0, 2)).toEqual([37, 36]);
    const posted = mutate("post");
    await posted.page();
    expect((await posted.page())[0]).toBe(53);
  });

  it("hands faults of the wire on, all of them", async () => {
    const effects: FaultEffect[] = [
      { kind: "disconnect", when: "in" },
      { kind: "halfOpen" },
      { kind: "delay", ms: 40 },
      { kind: "duplicateAnswer" },
      { kind: "badSalt" },
      { kind: "transportError", code: 429 },
    ];
    const { ask } = startClient({ name: "wire", match: {}, effect: effects });
    expect((await ask(state)).fault).toEqual({
      disconnect: "in",
      halfOpen: true,
      delayMs: 40,
      duplicateAnswer: true,
      badSalt: true,
      transportError: 429,
    });
  });

  it("falls silent, speaks in tongues, lets references run out and clocks jump", async () => {
    const effects = (effect: FaultEffect) => startClient({ name: "x", match: {}, effect });
    expect((await effects({ kind: "silence" }).ask(state)).answer).toEqual({ type: "silence" });
    expect((await effects({ kind: "unknownConstructor" }).ask(state)).answer).toEqual({
      type: "unknownConstructor",
    });
    const skewing = effects({ kind: "clockSkew", seconds: 3_600 });
    await skewing.ask(state);
    expect(skewing.skewed()).toBe(3_600);
    const expiring = effects({ kind: "expireReferences" });
    const { references } = expiring.client.api.state;
    const account = expiring.client.world.account("anna");
    const reference = references.create(account, 1n);
    await expiring.ask(state);
    expect(references.judge(account, 1n, reference)).toBe("expired");
  });

  it("records what was served: nothing of answers that certainly got lost", async () => {
    const { client, page } = startClient(
      once({ kind: "disconnect", when: "before" }, 1),
      once({ kind: "shortPage", drop: "oldest", count: 9 }, 2),
    );
    const served = (id: number) => trueMessage(client.world, "news", id).versions[0]?.served;
    await page();
    expect([served(50), served(49)]).toEqual([false, false]);
    await page();
    expect([served(50), served(49)]).toEqual([true, false]);
  });

  it("keeps secrets out of the log", async () => {
    const { ask, log } = startClient();
    await ask({
      _: "auth.signIn",
      phone_number: "15550001001",
      phone_code_hash: "abc",
      phone_code: "98765",
    });
    await ask({ _: "contacts.resolveUsername", username: "harbour_news" });
    const text = log.requests.map(({ params }) => params).join(" ");
    expect(text).not.toMatch(/15550001001|98765|abc/);
    expect(text).toContain("harbour_news");
  });
});

describe("pushes with faults", () => {
  const heard = (effect: FaultRule["effect"]) => {
    const { client } = startClient();
    const plan = new FaultPlan(1, [{ name: "push", match: { method: "push", calls: 2 }, effect }]);
    const filter = filterPushes(client.world, plan);
    const [anna, news] = [client.world.account("anna"), client.world.chat("news")];
    return [1, 2, 3].map((seq) =>
      filter(anna, news, { _: "updates", seq }).map(
        (one) => one.seq ?? (one.update as TlObject)?._ ?? one._,
      ),
    );
  };

  it("are dropped, doubled, put off or replaced", () => {
    expect(heard({ kind: "dropPush" })).toEqual([[1], [], [3]]);
    expect(heard({ kind: "duplicatePush" })).toEqual([[1], [2, 2], [3]]);
    expect(heard({ kind: "reorderPush" })).toEqual([[1], [], [3, 2]]);
    expect(heard({ kind: "updatesTooLong" })).toEqual([[1], ["updatesTooLong"], [3]]);
    expect(heard({ kind: "channelTooLong" })).toEqual([[1], ["updateChannelTooLong"], [3]]);
  });

  it("go their way untouched without a rule", () => {
    const { client } = startClient();
    post(client.world, client.world.chat("news"));
    expect(client.pushed).toHaveLength(1);
  });
});
