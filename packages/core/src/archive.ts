import { openExports } from "./desktop-export/open-exports.ts";
import type { Account, AccountId } from "./domain/account.ts";
import { InvalidState } from "./domain/errors.ts";
import type { ChannelId } from "./domain/ids.ts";
import type { ImportInput, Job } from "./domain/job.ts";
import type { Proxy } from "./domain/proxy.ts";
import type { SourceCall } from "./domain/source-failures.ts";
import type { WayChecked } from "./domain/way-checked.ts";
import type { AddChannelOptions, AddedChannel } from "./engine/add-channel.ts";
import { addChannel } from "./engine/add-channel.ts";
import { checkAccount } from "./engine/check-account.ts";
import { DialogLists } from "./engine/dialog-lists.ts";
import { FloodGate } from "./engine/flood-gate.ts";
import { ChannelFollowers } from "./engine/follow-channels.ts";
import { OpenAccounts } from "./engine/open-accounts.ts";
import type { PaceProfile } from "./engine/pace.ts";
import { CAREFUL_PACES, LOCAL_PACES } from "./engine/pace.ts";
import { RECHECK_STEPS } from "./engine/recheck-channel.ts";
import { backfillWork } from "./engine/run-backfill.ts";
import { importWork, openAll } from "./engine/run-import.ts";
import { JobRunner } from "./engine/run-jobs.ts";
import { setFollowing } from "./engine/set-following.ts";
import { keepSignIn } from "./engine/sign-in.ts";
import { type RevokeSession, type SignedOut, signOut } from "./engine/sign-out.ts";
import type { BackfillRequest, StartedBackfill } from "./engine/start-backfill.ts";
import { startBackfill } from "./engine/start-backfill.ts";
import { Listeners } from "./listeners.ts";
import type { Clock } from "./ports/clock.ts";
import type { FloodDeadline } from "./ports/flood-store.ts";
import type { JobQuery } from "./ports/job-store.ts";
import type { Log } from "./ports/log.ts";
import { PostgresAccountStore } from "./store/account-store.ts";
import { PostgresFloodStore } from "./store/flood-store.ts";
import { PostgresFollowStore } from "./store/follow-store.ts";
import { IndexerProcess } from "./store/indexer-process.ts";
import type { IndexingEvents } from "./store/indexing.ts";
import { PostgresJobStore } from "./store/job-store.ts";
import { openDatabase } from "./store/open-database.ts";
import { PostgresStore } from "./store/postgres-store.ts";
import { PostgresRecheckStore } from "./store/recheck-store.ts";
import { SearchDatabase } from "./store/search-database.ts";
import { searchMessages } from "./store/search-messages.ts";
import { SearchQueue } from "./store/search-queue.ts";
import type { SearchPage, SearchRequest } from "./store/search-request.ts";
import { openSessionVault } from "./store/session-vault.ts";
import { TargetRecords } from "./store/target-records.ts";
import { PostgresTargetStore } from "./store/target-store.ts";
import type { VaultKeySource } from "./store/vault-key.ts";
import { systemClock } from "./system-clock.ts";
import type { ApiCredentials } from "./telegram/connect.ts";
import { TelegramDoors } from "./telegram/open-doors.ts";
import { parseProxy } from "./telegram/proxy.ts";
import type { Servers } from "./telegram/servers.ts";
import type { PhoneSignIn } from "./telegram/sign-in-by-phone.ts";
import type { QrSignIn } from "./telegram/sign-in-by-qr.ts";
import type { SignedInStep } from "./telegram/sign-in-step.ts";

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
  /** Null when nobody has told yet: `setCredentials` may. */
  readonly credentials: ApiCredentials | null;
  /** Null for Telegram's own. */
  readonly servers: Servers | null;
  /** The proxy, as an address, of accounts that have none of their own; none unless given. */
  readonly proxy?: string | null;
  /** Where the key comes from that sessions are sealed with. */
  readonly vaultKey: VaultKeySource;
  /** How fast each kind of request may follow another; unless given careful with Telegram's own. */
  readonly paces?: Readonly<Record<SourceCall, PaceProfile>>;
  /**
   * Ages at which messages of followed channels are looked at again, in milliseconds, ascending:
   * an hour, 6 hours, and 1, 3 and 7 days unless given; none for never.
   */
  readonly recheckSteps?: readonly number[];
}

/** A request to import exports of Telegram Desktop. */
export interface ImportRequest extends ImportInput {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  /** Who asks; recorded with the job. */
  readonly createdBy: string;
}

/** Archiving from Telegram, as far as it is not jobs. */
export interface TelegramArchive {
  accounts(): Promise<readonly Account[]>;
  readonly hasCredentials: boolean;
  /** From now on; whoever calls keeps them for the next start. */
  setCredentials(credentials: ApiCredentials): void;
  /**
   * Begins a sign-in by phone number, by way of `proxy` when one is given. Throws InvalidInput for a
   * proxy that is none, InvalidState without credentials, SignInRefused, FloodWait and
   * SourceUnavailable.
   */
  signInByPhone(phone: string, proxy: string | null, signal: AbortSignal): Promise<PhoneSignIn>;
  /** Begins a sign-in by QR code. Throws as `signInByPhone`. */
  signInByQr(proxy: string | null, signal: AbortSignal): Promise<QrSignIn>;
  /**
   * Keeps a finished sign-in, and the proxy it went by; without a label the account goes by its
   * name. Throws Conflict.
   */
  keepSignIn(step: SignedInStep, label: string | null, proxy: string | null): Promise<Account>;
  /**
   * Makes an account's session worthless at Telegram and wipes it here; what it archived stays.
   * `isForced` wipes it also when Telegram cannot be told. Throws NotFound, InvalidState,
   * SourceUnavailable, FloodWait and VaultLocked.
   */
  signOut(accountId: AccountId, isForced: boolean): Promise<SignedOut>;
  /** Its connection begins anew by this proxy; null for none of its own. Throws InvalidInput, NotFound. */
  setProxy(accountId: AccountId, proxy: string | null): Promise<Account>;
  /**
   * Goes the account's way to Telegram, without its session first and with it then. Throws NotFound,
   * InvalidState, AccountRefused, SourceUnavailable, SignInRefused and VaultLocked.
   */
  checkAccount(accountId: AccountId, signal: AbortSignal): Promise<WayChecked>;
  /**
   * Makes a channel known that a person names, with what belongs to it. Throws InvalidInput,
   * InvalidState, ChannelInaccessible, AccountRefused, SourceUnavailable and PauseTooLong.
   */
  addChannel(options: AddChannelOptions, signal: AbortSignal): Promise<AddedChannel>;
  /**
   * Has what happens in a channel archived as it happens, by a process that works, now and after
   * every start; or not any more. `accountId` null is the account that saw it last. Throws NotFound
   * when no account has seen it, and InvalidState when none that has is signed in.
   */
  setFollowing(
    channelId: ChannelId,
    isFollowing: boolean,
    accountId: AccountId | null,
  ): Promise<void>;
  /** The chats of accounts, to choose from. */
  readonly dialogs: Pick<DialogLists, "read">;
}

/** Told of each change of a job that this process sees, in order. */
export type JobListener = (job: Job) => void;
/** Told of each channel to which this process has committed a page. */
export type CommitListener = (channelId: ChannelId) => void;
/** Told of each pause that Telegram has demanded of this process, once it is recorded. */
export type FloodListener = (deadline: FloodDeadline) => void;

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
  /** The channels as records that other archives can read. */
  readonly targets: Pick<TargetRecords, "read" | "add">;
  /**
   * Queues the fetching of a channel that was added and answers its job; a repeated request gets
   * the first one's job. Throws InvalidState without Telegram, and what startBackfill throws.
   */
  startBackfill(request: BackfillRequest): Promise<StartedBackfill>;
  /** Ends a job as soon as it can stop. Throws NotFound, and InvalidState when it has ended. */
  cancelJob(id: string): Promise<Job>;
  /** Lets a job rest as soon as it can stop. Throws NotFound, and InvalidState unless it is at work. */
  pauseJob(id: string): Promise<Job>;
  /** Lets a paused job go on. Throws NotFound, and InvalidState unless it is paused or pausing. */
  resumeJob(id: string): Promise<Job>;
  /**
   * Queues a failed or canceled job again. Throws NotFound, InvalidState, and Conflict when another
   * one does its work by now.
   */
  retryJob(id: string): Promise<Job>;
  /** Counts among queued jobs. Throws InvalidInput, NotFound, and InvalidState when it has ended. */
  setJobPriority(id: string, priority: number): Promise<Job>;
  /** Throws NotFound. */
  getJob(id: string): Promise<Job>;
  /** Newest first. */
  listJobs(query: JobQuery): Promise<readonly Job[]>;
  /** Listens to the jobs that run in this process; the answer ends it. */
  onJobChange(listener: JobListener): () => void;
  /** Listens to commits of this process; the answer ends it. */
  onCommit(listener: CommitListener): () => void;
  /** Listens to the pauses that Telegram demands of this process; the answer ends it. */
  onFlood(listener: FloodListener): () => void;
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
  const commits = new Listeners<ChannelId>("commits", log);
  const floods = new Listeners<FloodDeadline>("pauses", log);
  const store = new PostgresStore(pool, commits.tell);
  const jobs = new PostgresJobStore(pool);

  const jobChanges = new Listeners<Job>("jobs", log);
  const onJobChange = jobChanges.tell;

  const { connectionString } = options;
  const indexing = { connectionString, clock, log: warn };
  const startIndexing = (events: IndexingEvents) => new IndexerProcess({ ...indexing, events });
  // Without a worker's own indexer nothing here waits for the index; it only counts.
  const searchIndex = isWorker ? undo.use(new SearchQueue({ pool, clock, startIndexing })) : null;
  const telegram =
    options.telegram &&
    (await openTelegramParts(options.telegram, { pool, clock, log, onFlood: floods.tell }));
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
  const followers =
    isWorker && telegram
      ? undo.use(
          new ChannelFollowers({
            ...{ ...telegram, store, clock, log, random: Math.random },
            rechecks: new PostgresRecheckStore(pool),
            recheckSteps: options.telegram?.recheckSteps ?? RECHECK_STEPS,
            onCommit: () => searchIndex?.wake(),
          }),
        )
      : null;
  const cleanUp = undo.move();
  const stopped = async (asking: Promise<Job>): Promise<Job> => {
    const job = await asking;
    onJobChange(job);
    runner?.stop(job.id);
    return job;
  };
  const queued = async (asking: Promise<Job>): Promise<Job> => {
    const job = await asking;
    onJobChange(job);
    runner?.wake();
    return job;
  };

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
    cancelJob: (id) => stopped(jobs.cancel(id)),
    pauseJob: (id) => stopped(jobs.pause(id)),
    resumeJob: (id) => queued(jobs.resume(id)),
    retryJob: (id) => queued(jobs.retry(id)),
    async setJobPriority(id, priority) {
      const job = await jobs.setPriority(id, priority);
      onJobChange(job);
      return job;
    },
    telegram: telegram === undefined ? null : telegramArchive(telegram, () => followers?.wake()),
    targets: new TargetRecords(pool),
    async startBackfill(request) {
      if (telegram === undefined) {
        throw new InvalidState(
          "no_credentials",
          "Nothing can be fetched from Telegram: start the server with TELEGRAM_API_ID and " +
            "TELEGRAM_API_HASH, which https://my.telegram.org gives to everybody.",
        );
      }
      const started = await startBackfill({ ...telegram, jobs }, request);
      if (!started.isAlreadyRunning) onJobChange(started.job);
      runner?.wake();
      return started;
    },
    getJob: (id) => jobs.get(id),
    listJobs: (query) => jobs.list(query),
    onJobChange: jobChanges.add,
    onCommit: commits.add,
    onFlood: floods.add,
    searchMessages: (request) => searchMessages(search, request),
    pendingSearchMessages: () => store.countUnsearchable(),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

type Database = Awaited<ReturnType<typeof openDatabase>>;
type TelegramParts = Awaited<ReturnType<typeof openTelegramParts>>;

interface TelegramSurroundings {
  readonly pool: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFlood: FloodListener;
}

async function openTelegramParts(
  { credentials, servers, vaultKey, paces, proxy = null }: TelegramSettings,
  { pool, clock, log, onFlood }: TelegramSurroundings,
) {
  const own = proxy === null ? null : parseProxy(proxy);
  const doors = new TelegramDoors({ credentials, servers, proxy: own, log, clock });
  const accounts = new PostgresAccountStore(pool, await openSessionVault(vaultKey, pool));
  const gate = new FloodGate({
    ...{ floods: new PostgresFloodStore(pool), clock, onFlood },
    // Telegram's limits are nobody else's: servers of one's own need no caution.
    paces: paces ?? (servers === null ? CAREFUL_PACES : LOCAL_PACES),
  });
  const connections = new OpenAccounts({
    ...{ accounts, clock, log },
    connect: async (id, hold, signal) => {
      // Connecting asks as well, and may be told to wait.
      const open = () => doors.through(hold.proxy).connect(id, hold.session, signal);
      return await gate.run(id, "look", open, { signal });
    },
  });
  const dialogs = new DialogLists({ accounts, connections, gate });
  const targets = new PostgresTargetStore(pool);
  const follows = new PostgresFollowStore(pool);
  return { doors, accounts, targets, connections, gate, dialogs, follows };
}

function telegramArchive(parts: TelegramParts, onFollowing: () => void): TelegramArchive {
  const { accounts, connections, doors } = parts;
  const read = (proxy: string | null) => (proxy === null ? null : parseProxy(proxy));
  const revoke: RevokeSession = (id, hold) => doors.revoke(id, hold);
  return {
    accounts: () => accounts.list(),
    get hasCredentials() {
      return doors.hasCredentials;
    },
    setCredentials: (credentials) => doors.setCredentials(credentials),
    signInByPhone: async (phone, proxy, signal) =>
      await doors.through(read(proxy)).signInByPhone(phone, signal),
    signInByQr: async (proxy, signal) => await doors.through(read(proxy)).signInByQr(signal),
    keepSignIn: async (step, label, proxy) =>
      await keepSignIn({ accounts, connections, revoke }, step, label, read(proxy)),
    signOut: (accountId, isForced) =>
      signOut({ accounts, connections, revoke }, accountId, { isForced }),
    async setProxy(accountId, proxy) {
      const account = await accounts.setProxy(accountId, read(proxy));
      await connections.close(accountId);
      return account;
    },
    checkAccount(accountId, signal) {
      const checkWay = async (proxy: Proxy | null) => await doors.through(proxy).checkWay(signal);
      return checkAccount({ accounts, connections, checkWay }, accountId, signal);
    },
    addChannel: (options, signal) => addChannel(parts, options, signal),
    setFollowing: (channelId, isFollowing, accountId) =>
      setFollowing({ ...parts, onChange: onFollowing }, channelId, isFollowing, accountId),
    dialogs: parts.dialogs,
  };
}
