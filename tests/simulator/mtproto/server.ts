import { encodeBoxed } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import { answerBytes, gzippedIfSmaller } from "./answer-bytes.ts";
import { memoryAuthKeys } from "./auth-keys.ts";
import { Connections } from "./connections.ts";
import type { MtprotoServer, MtprotoServerOptions, Problem } from "./contract.ts";
import { KnownKeys } from "./known-keys.ts";
import { Listener } from "./listener.ts";
import type { Post } from "./outgoing-message.ts";
import { receivePayload } from "./receive-payload.ts";
import { serverKey } from "./server-key.ts";
import { Sessions } from "./sessions.ts";
import { FramingError } from "./transports/framing.ts";

const HOST = "127.0.0.1";
const KEPT_PROBLEMS = 1000;
const GZIP_ABOVE_BYTES = 1024;
/**
 * Telegram's primes have 31 bits; 22 keep a client busy for no time at all. Twice the bits must be
 * no multiple of 8, as GramJS reads the product as a signed number.
 */
const PRIME_BITS = { realistic: 31, small: 22 };
const PROXY_SECRET = Buffer.from("5a".repeat(16), "hex");
const UPDATES: Post = { kind: "notice", contentRelated: true, requestId: null };

/**
 * Starts a server that speaks MTProto 2.0 over TCP on 127.0.0.1, each DC on a port of its own.
 * Settles when all of them listen.
 */
export async function startMtprotoServer(options: MtprotoServerOptions): Promise<MtprotoServer> {
  const { schema } = telegramSchema();
  const clock = options.now ?? Date.now;
  let offset = (options.clockOffsetSeconds ?? 0) * 1000;
  let lastCallId = 0;
  const now = () => clock() + offset;
  const gzipAboveBytes = options.gzipAboveBytes ?? GZIP_ABOVE_BYTES;

  const problems: Problem[] = [];
  const report = (problem: Problem) => {
    problems.push(problem);
    if (problems.length > KEPT_PROBLEMS) problems.shift();
    options.onProblem?.(problem);
  };

  const key = serverKey(options.privateKey);
  const authKeys = options.authKeys ?? memoryAuthKeys();
  const keys = new KnownKeys(authKeys);
  const sessions = new Sessions({ containers: options.containers ?? true, now });
  const receive = receivePayload({
    schema,
    gzipAboveBytes,
    now,
    report,
    keys,
    sessions,
    serverKey: key,
    dcIds: new Set(options.dcIds),
    primeBits: options.realisticPq ? PRIME_BITS.realistic : PRIME_BITS.small,
    handle: options.handle,
    nextCallId: () => ++lastCallId,
  });
  const connections = new Connections({
    welcome: options.onConnection ?? (() => "serve"),
    onPayload: receive,
    onBroken: ({ id: connectionId }, cause) => {
      const kind = cause instanceof FramingError ? "transport" : "server";
      report({ kind, connectionId, message: cause.message, cause });
    },
    onClose: () => {},
  });

  const listeners = new Map(
    options.dcIds.map((id) => {
      const port = options.ports?.get(id) ?? 0;
      return [id, new Listener(port, (socket) => connections.accept(socket, id, null))];
    }),
  );
  const proxy = new Listener(options.proxyPort ?? 0, (socket) =>
    connections.accept(socket, null, PROXY_SECRET),
  );
  const listenersOf = (dcId?: number) =>
    [...(dcId === undefined ? [...listeners.values(), proxy] : [listeners.get(dcId)])].filter(
      (listener) => listener !== undefined,
    );
  const comeBack = async (dcId?: number) => {
    await Promise.all(listenersOf(dcId).map((listener) => listener.open()));
  };
  const goDown = async (dcId?: number) => {
    const closing = listenersOf(dcId).map((listener) => listener.close());
    for (const each of connections.find(dcId === undefined ? {} : { dcId })) each.reset();
    await Promise.all(closing);
  };
  await comeBack();

  return {
    dcs: [...listeners].map(([id, { port }]) => ({ id, host: HOST, port })),
    proxy: { host: HOST, port: proxy.port, secret: PROXY_SECRET.toString("hex") },
    publicKeys: [key.publicKey],
    rsaKeys: [{ fingerprint: `${key.fingerprint}`, n: `${key.modulus}`, e: key.exponent }],
    authKeys,
    problems,
    now,
    setClockOffset: (seconds) => {
      offset = seconds * 1000;
    },
    push: (authKeyId, updates) => {
      const plain = encodeBoxed(schema, "Updates", updates);
      const listening = sessions.of(authKeyId).filter((each) => each.wantsUpdates);
      const reached = listening.filter(({ connection }) => connection !== null);
      const bytes = reached.length > 0 ? gzippedIfSmaller(plain, gzipAboveBytes) : plain;
      for (const session of reached) session.post(bytes, UPDATES);
      return reached.length;
    },
    encodeResult: (request, value) =>
      answerBytes(schema, request, { type: "result", value }, gzipAboveBytes),
    dropConnections: (filter) => connections.find(filter).map((each) => each.reset()).length,
    freezeConnections: (filter) => connections.find(filter).map((each) => each.freeze()).length,
    forgetKey: (authKeyId) => {
      authKeys.remove(authKeyId);
      sessions.forgetKey(authKeyId);
    },
    rotateSalts: () => keys.rotateSalts(),
    goDown,
    comeBack,
    connections: () =>
      connections
        .find()
        .filter(({ isOpen }) => isOpen)
        .map(({ state }) => state),
    close: () => goDown(),
    [Symbol.asyncDispose]: () => goDown(),
  };
}
