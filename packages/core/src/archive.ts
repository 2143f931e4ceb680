import { openExports } from "./desktop-export/open-exports.ts";
import type { Account, AccountId } from "./domain/account.ts";
import { parseChannelReference } from "./domain/channel-reference.ts";
import { InvalidState } from "./domain/errors.ts";
import type { BackfillInput, ImportInput, Job } from "./domain/job.ts";
import type { SourceCall } from "./domain/source-failures.ts";
import type { FoundChannel } from "./domain/target.ts";
import { addChannel } from "./engine/add-channel.ts";
import { FloodGate } from "./engine/flood-gate.ts";
import { OpenAccounts } from "./engine/open-accounts.ts";
import type { PaceProfile } from "./engine/pace.ts";
import { backfillWork } from "./engine/run-backfill.ts";
import { importWork, openAll } from "./engine/run-import.ts";
import { JobRunner } from "./engine/run-jobs.ts";
import { keepSignIn } from "./engine/sign-in.ts";
import type { Clock } from "./ports/clock.ts";
import type { JobQuery } from "./ports/job-store.ts";
import type { Log } from "./ports/log.ts";
import { PostgresAccountStore } from "./store/account-store.ts";
import { PostgresFloodStore } from "./store/flood-store.ts";
import { PostgresJobStore } from "./store/job-store.ts";
import { openDatabase } from "./store/open-database.ts";
import { PostgresStore } from "./store/postgres-store.ts";
import { SearchDatabase } from "./store/search-database.ts";
import { SearchIndexer } from "./store/search-indexer.ts";
import { searchMessages } from "./store/search-messages.ts";
import type { SearchPage, SearchRequest } from "./store/search-request.ts";
import { openSessionVault } from "./store/session-vault.ts";
import { PostgresTargetStore } from "./store/target-store.ts";
import type { VaultKeySource } from "./store/vault-key.ts";
import { systemClock } from "./system-clock.ts";
import type { ApiCredentials } from "./telegram/connect.ts";
import type { Servers } from "./telegram/servers.ts";
import type { PhoneSignIn } from "./telegram/sign-in-by-phone.ts";
import type { SignedInStep } from "./telegram/sign-in-step.ts";
import { openTelegram } from "./telegram/telegram.ts";

export interface ArchiveOptions {
  /** A `postgresql://` URL. The database is brought up to date. */
  readonly connectionString: string;
  readonly log: Log;
  /** Whether this process works on jobs and on the search index; true unless given. */
  readonly isWorker?: boolean;
  /** The machine's own time unless given. */
  readonly clock?: Clock;
  /** Without it nothing is asked of Telegram. */
  readonly telegram?: TelegramSettings;
}

/** What archiving from Telegram needs to be told. */
export interface TelegramSettings {
  readonly credentials: ApiCredentials;
  /** Null for Telegram's own. */
  readonly servers: Servers | null;
  /** Where the key comes from that sessions are sealed with. */
  readonly vaultKey: VaultKeySource;
  /** How fast each kind of request may follow another; careful unless given. */
  readonly paces?: Readonly<Record<SourceCall, PaceProfile>>;
}

/** A request to import exports of Telegram Desktop. */
export interface ImportRequest extends ImportInput {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  /** Who asks; recorded with the job. */
  readonly createdBy: string;
}

/** A request to fetch a channel's history from Telegram. */
export interface BackfillRequest extends BackfillInput {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  /** Who asks; recorded with the job. */
  readonly createdBy: string;
}

/** Archiving from Telegram, as far as it is not jobs. */
export interface TelegramArchive {
  accounts(): Promise<readonly Account[]>;
  /** Begins a sign-in by phone number. Throws SignInRefused, FloodWait and SourceUnavailable. */
  signInByPhone(phone: string, signal: AbortSignal): Promise<PhoneSignIn>;
  /** Keeps a finished sign-in; without a label the account goes by its name. Throws Conflict. */
  keepSignIn(step: SignedInStep, label: string | null): Promise<Account>;
  /**
   * Makes a channel known that a person names: @name, a link, an invite or a number. `accountId`
   * null is the first account that is signed in. Throws InvalidInput, InvalidState,
   * ChannelInaccessible, AccountRefused, SourceUnavailable and PauseTooLong.
   */
  addChannel(
    reference: string,
    accountId: AccountId | null,
    signal: AbortSignal,
  ): Promise<FoundChannel>;
}

/** Told of each change of a job that this process sees, in order. */
export type JobListener = (job: Job) => void;

/** An open archive: everything that a server may ask of the core. */
export interface Archive extends AsyncDisposable {
  /**
   * Queues an import and answers its job; a repeated request gets the first one's job. Throws
   * ImportRejected when there is no export at a path, Conflict when one of the exports is being
   * imported already, and IdempotencyConflict.
   */
  importExports(request: ImportRequest): Promise<Job>;
  /** Null when nothing was told of Telegram. */
  readonly telegram: TelegramArchive | null;
  /**
   * Queues the fetching of a channel that was added and answers its job; a repeated request gets
   * the first one's job. Throws InvalidState without Telegram, Conflict naming the channel's active
   * job, and IdempotencyConflict.
   */
  startBackfill(request: BackfillRequest): Promise<Job>;
  /** Ends a job as soon as it can stop. Throws NotFound, and InvalidState when it has ended. */
  cancelJob(id: string): Promise<Job>;
  /** Throws NotFound. */
  getJob(id: string): Promise<Job>;
  /** Newest first. */
  listJobs(query: JobQuery): Promise<readonly Job[]>;
  /** Listens to the jobs that run in this process; the answer ends it. */
  onJobChange(listener: JobListener): () => void;
  /**
   * One page of the messages that a query and a filter leave. Throws InvalidInput for what cannot
   * be searched for, and SearchTooSlow.
   */
  searchMessages(request: SearchRequest): Promise<SearchPage>;
  /** Messages that are archived and cannot be found by searching yet. */
  pendingSearchMessages(): Promise<number>;
}

/**
 * Opens an archive: the only place where use cases meet what they work with. Jobs that a dead
 * process left behind go on by themselves. Disposing gives running jobs back to the queue.
 *
 * @throws {TelekeepError} when the database cannot be used, saying what to do
 */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const { log, clock = systemClock, isWorker = true } = options;
  const warn = (message: string): void => log.warn({}, message);
  const pool = await openDatabase(options.connectionString, warn);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => pool.end());
  const search = undo.use(
    new SearchDatabase({ connectionString: options.connectionString, log: warn }),
  );
  const store = new PostgresStore(pool);
  const jobs = new PostgresJobStore(pool);

  const listeners = new Set<JobListener>();
  const onJobChange = (job: Job): void => {
    for (const listener of listeners) {
      try {
        listener(job);
      } catch (err) {
        log.error({ err }, "a listener to jobs failed");
      }
    }
  };

  // Without a worker's own indexer nothing here waits for the index; it only counts.
  const searchIndex = isWorker ? undo.use(new SearchIndexer({ pool, clock, log: warn })) : null;
  const telegram =
    options.telegram && (await openTelegramParts(options.telegram, { pool, clock, log }));
  // Before the jobs, so that it is closed after them: they use its connections.
  undo.use(telegram?.connections);
  const works = {
    import: importWork({ store, jobs, openExports, searchIndex, clock }),
    ...(telegram && {
      backfill: backfillWork({ ...telegram, store, jobs, searchIndex, clock, random: Math.random }),
    }),
  };
  const runner = isWorker
    ? undo.use(new JobRunner({ jobs, works, clock, log, onJobChange }))
    : null;
  const cleanUp = undo.move();

  return {
    async importExports({ paths, timeZone, channelId, idempotencyKey, createdBy }) {
      const input = { paths, timeZone, channelId };
      if (idempotencyKey !== null) {
        // Before the files are looked at: the request may be repeated when they are gone.
        const earlier = await jobs.findByKey(idempotencyKey, { kind: "import", input });
        if (earlier !== null) return earlier;
      }
      const exports = (await openAll(openExports, paths)).map(({ path }) => path);
      const asked = { kind: "import" as const, input, exports, idempotencyKey, createdBy };
      const job = await jobs.create(asked);
      onJobChange(job);
      runner?.wake();
      return job;
    },
    async cancelJob(id) {
      const job = await jobs.cancel(id);
      onJobChange(job);
      runner?.stop(id);
      return job;
    },
    telegram: telegram === undefined ? null : telegramArchive(telegram),
    async startBackfill({ idempotencyKey, createdBy, ...input }) {
      if (telegram === undefined) {
        throw new InvalidState(
          "no_credentials",
          "Nothing can be fetched from Telegram: start the server with TELEGRAM_API_ID and " +
            "TELEGRAM_API_HASH, which https://my.telegram.org gives to everybody.",
        );
      }
      const job = await jobs.create({ kind: "backfill", input, idempotencyKey, createdBy });
      onJobChange(job);
      runner?.wake();
      return job;
    },
    getJob: (id) => jobs.get(id),
    listJobs: (query) => jobs.list(query),
    onJobChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    searchMessages: (request) => searchMessages(search, request),
    pendingSearchMessages: () => store.countUnsearchable(),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

type Database = Awaited<ReturnType<typeof openDatabase>>;
type TelegramParts = Awaited<ReturnType<typeof openTelegramParts>>;

async function openTelegramParts(
  { credentials, servers, vaultKey, paces }: TelegramSettings,
  { pool, clock, log }: { pool: Database; clock: Clock; log: Log },
) {
  const door = openTelegram({ credentials, servers, proxy: null, log, clock });
  const accounts = new PostgresAccountStore(pool, await openSessionVault(vaultKey, pool));
  return {
    ...{ door, accounts, targets: new PostgresTargetStore(pool) },
    connections: new OpenAccounts({ accounts, connect: door.connect, clock, log }),
    gate: new FloodGate({ floods: new PostgresFloodStore(pool), clock, ...(paces && { paces }) }),
  };
}

function telegramArchive(parts: TelegramParts): TelegramArchive {
  return {
    accounts: () => parts.accounts.list(),
    signInByPhone: (phone, signal) => parts.door.signInByPhone(phone, signal),
    keepSignIn: (step, label) => keepSignIn(parts, step, label),
    addChannel: (reference, accountId, signal) =>
      addChannel(parts, parseChannelReference(reference), accountId, signal),
  };
}
