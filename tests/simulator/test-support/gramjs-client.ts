import { Logger, TelegramClient } from "telegram"; // First: its parts cannot be loaded alone.
import { _serverKeys } from "telegram/crypto/RSA.js";
import { LogLevel } from "telegram/extensions/Logger.js";
import { returnBigInt } from "telegram/Helpers.js";
import { Connection, PacketCodec } from "telegram/network/connection/Connection.js";
import { ConnectionTCPFull } from "telegram/network/connection/TCPFull.js";
import { StringSession } from "telegram/sessions/index.js";
import type { MtprotoServer } from "../mtproto/contract.ts";

type ConnectionClass = new (...params: ConstructorParameters<typeof Connection>) => Connection;

export interface GramjsOptions {
  readonly dcId?: number;
  /** One of GramJS's connections; default ConnectionTCPFull. */
  readonly connection?: ConnectionClass;
  /** Through the server's proxy, as GramJS does that itself. */
  readonly proxied?: boolean;
  /** A saved session. */
  readonly session?: string;
  readonly securityChecks?: boolean;
}

/** What of a client's insides is needed to end it. */
interface Sender {
  _retries: number;
  userDisconnected: boolean;
  _reconnect: () => Promise<void>;
  disconnect: () => Promise<void>;
}

/**
 * The unmodified GramJS, pointed at a test server by its public options. It is not connected yet.
 */
export function gramjsClient(server: MtprotoServer, options: GramjsOptions = {}): TelegramClient {
  trustOnly(server);
  const { dcId = 2, connection = ConnectionTCPFull, proxied, securityChecks = true } = options;
  const session = new StringSession(options.session ?? "");
  if (options.session === undefined) session.setDC(dcId, "127.0.0.1", 443);
  const { host: ip, port, secret } = server.proxy;
  return new TelegramClient(session, 1, "hash", {
    ...(proxied
      ? { proxy: { ip, port, secret, MTProxy: true as const } }
      : { connection: loopback(server, connection) as never }),
    connectionRetries: 5,
    baseLogger: new Logger(LogLevel.NONE),
    securityChecks,
  });
}

/** A connected GramJS that is ended when it is disposed. */
export interface ConnectedGramjs extends AsyncDisposable {
  readonly client: TelegramClient;
}

export async function connectGramjs(
  server: MtprotoServer,
  options?: GramjsOptions,
): Promise<ConnectedGramjs> {
  const client = gramjsClient(server, options);
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => endGramjs(client) };
}

/** From now on no client of this process can make a key with any other server. */
function trustOnly(server: MtprotoServer): void {
  _serverKeys.clear();
  for (const { fingerprint, n, e } of server.rsaKeys) {
    _serverKeys.set(fingerprint, { n: returnBigInt(n), e });
  }
}

/** The connection with the DC's own port instead of the client's fixed one. */
function loopback(server: MtprotoServer, Base: ConnectionClass): ConnectionClass {
  return class extends Base {
    constructor(params: ConstructorParameters<ConnectionClass>[0]) {
      const port = server.dcs.find(({ id }) => id === params.dcId)?.port ?? 0;
      super({ ...params, ip: "127.0.0.1", port });
    }
  };
}

/** Ends a client for good: no reconnecting, no connection to another DC left over. */
export async function endGramjs(client: TelegramClient): Promise<void> {
  const main = client._sender as unknown as Sender | undefined;
  const others = await Promise.all(client._exportedSenderPromises.values());
  for (const sender of [main, ...(others as unknown as Sender[])]) {
    if (!sender) continue;
    sender._retries = 0;
    sender._reconnect = async () => {};
    sender.userDisconnected = true;
    await sender.disconnect();
  }
  await client.destroy();
}

/** The intermediate transport, which GramJS lacks, made of its own parts. */
class IntermediateCodec extends PacketCodec {
  readonly tag = Buffer.from("eeeeeeee", "hex");

  override encodePacket(data: Buffer): Buffer {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(data.length);
    return Buffer.concat([head, data]);
  }

  override async readPacket(reader: { readExactly(n: number): Promise<Buffer> }): Promise<Buffer> {
    return await reader.readExactly((await reader.readExactly(4)).readUInt32LE(0));
  }
}

export class ConnectionTCPIntermediate extends Connection {
  override PacketCodecClass = IntermediateCodec as never;
}
