import { countIds } from "../../packages/core/src/domain/coverage.ts";
import { PauseTooLong, SourceUnavailable } from "../../packages/core/src/domain/source-failures.ts";
import { DatabaseUnavailable } from "../../packages/core/src/domain/store-failures.ts";
import type { ArchiveReport } from "../../packages/core/src/engine/archive-channel.ts";
import { archiveChannel } from "../../packages/core/src/engine/archive-channel.ts";
import type { ArchiveProgress } from "../../packages/core/src/engine/archive-progress.ts";
import { FloodGate } from "../../packages/core/src/engine/flood-gate.ts";
import { MemoryFloods } from "../../packages/core/src/engine/memory-floods.ts";
import { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import { VirtualClock } from "../../packages/core/src/virtual-clock.ts";
import { FaultPlan } from "../simulator/faults/fault-plan.ts";
import { FloodLimiter } from "../simulator/faults/flood-limiter.ts";
import { describeChat } from "../simulator/source/find-chat.ts";
import { sourceFaults } from "../simulator/source/source-faults.ts";
import type { WorldServer } from "../simulator/source/world-source.ts";
import { WorldSource } from "../simulator/source/world-source.ts";
import { hash, Random } from "../simulator/world/prng.ts";
import { World } from "../simulator/world/world.ts";
import { ArchiveOracle, demand } from "./archive-oracle.ts";
import type { Outside } from "./mortal-process.ts";
import { Killed, MortalProcess } from "./mortal-process.ts";
import type { Scenario, Task } from "./scenario.ts";
import { drawScenario } from "./scenario.ts";

/** What a run was like; equal for equal seeds. */
export interface SeedOutcome {
  /** Hash of the event log. */
  readonly log: number;
  readonly events: number;
  readonly attempts: number;
  readonly kills: number;
  readonly requests: number;
  readonly floods: number;
  readonly messages: number;
  /** Simulated. */
  readonly days: number;
}

const ACCOUNT = "anna";
const MOST_ATTEMPTS = 500;

/** Why a worker ended although nothing failed. */
class Stopped extends Error {}

/**
 * Archives a random world through random faults, kills and restarts until it is complete, and
 * compares everything with the truth. Throws an error that names the seed.
 */
export async function runSeed(seed: number, trace?: (line: string) => void): Promise<SeedOutcome> {
  try {
    return await new Run(drawScenario(seed), trace).run();
  } catch (error) {
    const again = `TELEKEEP_SEED=${seed} node scripts/simulate.ts`;
    throw new Error(`seed ${seed}: ${(error as Error).message} (again: ${again})`, {
      cause: error,
    });
  }
}

class Run {
  readonly #scenario: Scenario;
  readonly #clock = new VirtualClock();
  readonly #random: Random;
  readonly #world: World;
  readonly #server: WorldServer;
  readonly #store = new MemoryStore();
  readonly #oracle: ArchiveOracle;
  readonly #outside: Outside;
  readonly #done = new Set<string>();
  readonly #trace: ((line: string) => void) | undefined;
  #log = 0;
  #events = 0;
  #kills = 0;
  #stops = 0;
  #requests = 0;

  constructor(scenario: Scenario, trace: ((line: string) => void) | undefined) {
    const { seed, spec, strength, longestWait, floodLimit, tasks, databaseFaults } = scenario;
    this.#scenario = scenario;
    this.#trace = trace;
    this.#random = new Random(seed, "run");
    this.#world = new World({ seed, spec, now: () => this.#clock.now() });
    this.#oracle = new ArchiveOracle(this.#world, this.#store, tasks);
    const [clock, store, floods, random] = [
      ...[this.#clock, this.#store, new MemoryFloods()],
      this.#random,
    ] as const;
    this.#server = {
      ...{ world: this.#world, clock, random },
      plan: new FaultPlan(seed, sourceFaults(strength, longestWait)),
      limiter: new FloodLimiter(() => clock.now(), { "*": floodLimit }),
      onAnswer: (answer) => this.#oracle.answered(answer),
    };
    this.#outside = {
      ...{ clock, store, floods, random, databaseFaults },
      onCommit: (page, result) => this.#oracle.committed(page, result),
      note: (event) => this.#note(event),
    };
  }

  async run(): Promise<SeedOutcome> {
    const begun = this.#clock.now();
    const account = this.#world.account(ACCOUNT);
    for (const { key } of this.#scenario.tasks) {
      await this.#store.saveChannel(
        describeChat(this.#world, account, this.#world.chat(key)).profile,
      );
    }
    let attempts = 0;
    let process = this.#start();
    let gate = this.#gateOf(process);
    while (this.#done.size < this.#scenario.tasks.length) {
      demand(++attempts <= MOST_ATTEMPTS, "it does not come to an end");
      const goOnAt = await this.#clock.run(this.#attempt(process, gate));
      if (process.isDead) {
        this.#kills++;
        process = this.#start();
        gate = this.#gateOf(process);
      }
      await this.#clock.pass(Math.max(goOnAt - this.#clock.now(), this.#random.below(5000)));
    }
    this.#oracle.compareAll();
    const { early } = this.#server.limiter;
    demand(early.length === 0, "requests came too early", early);
    let messages = 0;
    for (const { key } of this.#scenario.tasks) messages += this.#read(key).messages.size;
    const floods = this.#server.plan.firedTimes("flood wait");
    const days = (this.#clock.now() - begun) / 86_400_000;
    return {
      ...{ log: this.#log, events: this.#events, attempts, kills: this.#kills },
      ...{ requests: this.#requests, floods, messages, days },
    };
  }

  #start(): MortalProcess {
    const { crashes, crashDistance } = this.#scenario;
    const isMortal = this.#kills < crashes;
    const crossings = isMortal ? this.#random.below(crashDistance) : Number.POSITIVE_INFINITY;
    return new MortalProcess(this.#outside, crossings);
  }

  #gateOf({ floods, clock }: MortalProcess): FloodGate {
    return new FloodGate({ floods, clock });
  }

  /** Works on everything that is left; answers when to go on. */
  async #attempt(process: MortalProcess, gate: FloodGate): Promise<number> {
    await using source = new WorldSource(this.#server, ACCOUNT);
    const stop = new AbortController();
    const over = new AbortController();
    if (this.#stops < this.#scenario.stops) {
      this.#stops++;
      const when = this.#random.below(60_000);
      const timer = this.#clock.sleep(when, over.signal);
      timer.then(
        () => stop.abort(new Stopped()),
        () => {},
      );
    }
    const left = this.#scenario.tasks.filter(({ key }) => !this.#done.has(key));
    const ends = await Promise.allSettled(
      left.map((task) => this.#archive(task, process, gate, source, stop.signal)),
    );
    over.abort();
    demand(source.mostAtOnce <= 1, "an account had two requests under way");
    let goOnAt = 0;
    for (const end of ends) {
      if (end.status === "fulfilled") continue;
      const reason: unknown = end.reason;
      if (reason instanceof PauseTooLong) goOnAt = Math.max(goOnAt, reason.until);
      else if (!this.#isExpected(reason, source)) throw reason;
    }
    return goOnAt;
  }

  #isExpected(reason: unknown, source: WorldSource): boolean {
    if (reason instanceof SourceUnavailable) return source.closed.aborted;
    return [Killed, Stopped, DatabaseUnavailable].some((kind) => reason instanceof kind);
  }

  async #archive(
    { key, bounds, order }: Task,
    process: MortalProcess,
    gate: FloodGate,
    source: WorldSource,
    signal: AbortSignal,
  ): Promise<void> {
    const chat = this.#world.chat(key);
    const { access } = describeChat(this.#world, this.#world.account(ACCOUNT), chat);
    const { channelId } = access;
    this.#oracle.begun(channelId);
    let progress: ArchiveProgress | null = null;
    const report: ArchiveReport = await archiveChannel({
      ...{ access, gate, bounds, order, signal, jobId: null },
      ...{ source: process.mortal(source), store: process.store, clock: process.clock },
      random: () => this.#random.next() / 0x1_0000_0000,
      onProgress: (next) => {
        this.#checkProgress(key, progress, next);
        progress = next;
      },
    });
    this.#note(`finished ${channelId} ${JSON.stringify(report.bounds)}`);
    this.#oracle.finished(channelId, report);
    const last = progress as ArchiveProgress | null;
    demand(last === null || last.idsDone === last.idsTotal, "finished before all was done");
    this.#done.add(key);
  }

  #checkProgress(key: string, before: ArchiveProgress | null, now: ArchiveProgress): void {
    const covered = countIds(this.#read(key).coverage);
    demand(now.idsDone <= covered, "progress runs ahead of what is committed");
    demand(now.idsDone >= (before?.idsDone ?? 0), "progress went back");
    demand(now.idsDone <= (now.idsTotal ?? 0), "more was done than there is");
    if (now.wait !== null) {
      demand(now.wait.until > this.#clock.now(), "a wait is announced that is over", now.wait);
    }
  }

  #read(key: string): ReturnType<MemoryStore["read"]> {
    const chat = this.#world.chat(key);
    return this.#store.read(
      describeChat(this.#world, this.#world.account(ACCOUNT), chat).profile.id,
    );
  }

  #note(event: string): void {
    if (event.startsWith("ask")) this.#requests++;
    this.#events++;
    this.#log = hash(this.#log, this.#clock.now(), event);
    this.#trace?.(`${new Date(this.#clock.now()).toISOString()} ${event}`);
  }
}
