import assert from "node:assert/strict";
import type { Random } from "../simulator/world/prng.ts";
import type { FetchingServer } from "./fetching-server.ts";
import { killWorker } from "./job-fixture.ts";

const COMMANDS = ["pauseJob", "resumeJob", "cancelJob", "retryJob"] as const;
type Command = (typeof COMMANDS)[number];

/** The model: in which states each is accepted. */
const ACCEPTED: Record<Command, readonly string[]> = {
  pauseJob: ["QUEUED", "RUNNING", "PAUSING"],
  resumeJob: ["PAUSED", "PAUSING"],
  cancelJob: ["QUEUED", "RUNNING", "PAUSING", "PAUSED", "CANCELING"],
  retryJob: ["CANCELED", "FAILED"],
};
/** States that nothing leaves by itself, and all that is offered in them. */
const AT_REST: Readonly<Record<string, readonly string[]>> = {
  PAUSED: ["RESUME", "CANCEL"],
  CANCELED: ["RETRY"],
  FAILED: ["RETRY"],
  SUCCEEDED: [],
};

const JOB = `query ($id: ID!) { job(id: $id) { state availableActions attempt title
  failure { code message } progress { done total messages }
  result { ... on BackfillReport { idsExamined absent messagesAdded messagesAlreadyPresent
    revisionsAdded filesRecorded quarantined warnings requests } } } }`;
const ask = (command: Command) => `mutation ($jobId: ID!) {
  ${command}(input: { jobId: $jobId }) { __typename ... on JobActionSuccess { job { state } }
    ... on InvalidStateError { currentState availableActions } } }`;

/** One sequence of commands to a job by the API: what is drawn, and what is seen of it. */
export class Run {
  readonly server: FetchingServer;
  readonly random: Random;
  readonly id: string;

  constructor(server: FetchingServer, random: Random, id: string) {
    this.server = server;
    this.random = random;
    this.id = id;
  }

  job() {
    return this.server.ask(JOB, { id: this.id });
  }

  /** The job as it is at its first change, or now, that fits. */
  async until(
    isSo: (job: { state: string; attempt: number; progress: { done: string } }) => boolean,
  ) {
    for (;;) {
      const changed = Promise.withResolvers<void>();
      const stop = this.server.archive.onJobChange(() => changed.resolve());
      try {
        const job = await this.job();
        if (isSo(job)) return job;
        await changed.promise;
      } finally {
        stop();
      }
    }
  }

  get pages(): number {
    return this.server.simulator.requestCount("messages.getHistory");
  }

  /** Everything the job could have written. */
  async written(): Promise<unknown> {
    const { rows } = await this.server.api.database.pool.query(
      "SELECT (SELECT count(*) FROM message) AS messages, coverage::text FROM channel",
    );
    return rows;
  }

  /** Lets it get some pages further, or come to rest. */
  async advance(): Promise<void> {
    const goal = Number((await this.job()).progress.done) + this.random.below(8) * 100;
    await this.until(({ state, progress }) => state in AT_REST || Number(progress.done) >= goal);
  }

  async step(): Promise<void> {
    const before = await this.job();
    // What is refused is asked now and then; it must not be most of it.
    const useful = COMMANDS.filter((command) => ACCEPTED[command].includes(before.state));
    const choice = this.random.below(3) > 0 && useful.length > 0 ? useful : COMMANDS;
    const command = choice[this.random.below(choice.length)]!;
    const restedWith = before.state in AT_REST ? await this.written() : null;
    if (restedWith !== null) assert.deepEqual(before.availableActions, AT_REST[before.state]);
    const answer = await this.server.ask(ask(command), { jobId: this.id });
    const pages = this.pages;
    const isAccepted = answer.__typename === "JobActionSuccess";
    if (restedWith !== null) {
      const mayBe = ACCEPTED[command].includes(before.state);
      assert.equal(isAccepted, mayBe, `${command} of a job that is ${before.state}`);
      if (!isAccepted) assert.deepEqual(await this.written(), restedWith);
    }
    if (!isAccepted) {
      assert.equal(answer.__typename, "InvalidStateError");
      assert(!ACCEPTED[command].includes(answer.currentState), `${command} was to be accepted`);
      return;
    }
    if (command === "pauseJob" || command === "cancelJob") await this.comesToRest(command, pages);
  }

  /** What was asked comes true, or it was done just before, and no further page is asked for. */
  async comesToRest(command: Command, pages: number): Promise<void> {
    const wanted = command === "pauseJob" ? "PAUSED" : "CANCELED";
    const { state } = await this.until((job) => job.state in AT_REST);
    assert([wanted, "SUCCEEDED"].includes(state), `it was to be ${wanted} and is ${state}`);
    assert(this.pages - pages <= 1, `${this.pages - pages} pages were asked for after it`);
  }

  /** Ends the worker's hold on the job, as when its process dies; another attempt takes over. */
  async crash(): Promise<void> {
    const { attempt } = await this.goOn();
    const [, uuid] = Buffer.from(this.id, "base64url").toString().split(":");
    await killWorker(this.server.api.database.pool, uuid!);
    await this.until((job) => job.attempt > attempt);
  }

  /** Lets it run again, whatever was asked of it before. */
  async goOn(): Promise<{ attempt: number }> {
    for (;;) {
      const job = await this.until(({ state }) => state === "RUNNING" || state in AT_REST);
      if (job.state === "RUNNING") return job;
      if (job.state === "SUCCEEDED") throw new Error("The job ended too soon to be interrupted.");
      const command = COMMANDS.find((each) =>
        AT_REST[job.state]?.includes(each.replace("Job", "").toUpperCase()),
      );
      if (command !== undefined && command !== "cancelJob") {
        await this.server.ask(ask(command), { jobId: this.id });
      }
    }
  }

  async finish(): Promise<void> {
    for (;;) {
      const { state } = await this.until((job) => job.state in AT_REST);
      if (state === "SUCCEEDED") return;
      const command = state === "PAUSED" ? "resumeJob" : "retryJob";
      await this.server.ask(ask(command), { jobId: this.id });
    }
  }
}
