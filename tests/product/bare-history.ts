// The unmodified GramJS as a process of its own: walks through a channel's history, throws the
// messages away, and prints what that took. Its one argument is JSON (BareWalk).
import { Api, Logger, TelegramClient } from "telegram"; // First: its parts cannot be loaded alone.
import { LogLevel } from "telegram/extensions/Logger.js";
import { returnBigInt } from "telegram/Helpers.js";
import { ConnectionTCPFull } from "telegram/network/connection/TCPFull.js";
import { StringSession } from "telegram/sessions/index.js";
import { trustServers } from "../../packages/core/src/telegram/public-keys.ts";
import type { Servers } from "../../packages/core/src/telegram/servers.ts";
import { endGramjs } from "../simulator/test-support/gramjs-client.ts";
import { presetAccounts } from "../simulator/world/presets/accounts.ts";

/** What to walk through. */
export interface BareWalk {
  readonly servers: Servers;
  readonly username: string;
}

/** What it took; processor time is this process's own. */
export interface BareResult {
  readonly pages: number;
  readonly messages: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

const { servers, username }: BareWalk = JSON.parse(process.argv[2] ?? "");
trustServers(servers);

type Params = ConstructorParameters<typeof ConnectionTCPFull>[0];
class Loopback extends ConnectionTCPFull {
  constructor(params: Params) {
    const port = servers.dcs.find(({ id }) => id === params.dcId)?.port ?? 0;
    super({ ...params, ip: "127.0.0.1", port });
  }
}

const session = new StringSession("");
session.setDC(2, "127.0.0.1", 443);
const client = new TelegramClient(session, 1, "hash", {
  connection: Loopback as never,
  baseLogger: new Logger(LogLevel.NONE),
});
await client.connect();
const anna = presetAccounts[0]!;
const { phone: phoneNumber, code: phoneCode } = anna;
const settings = new Api.CodeSettings({});
const sent = (await client.invoke(
  new Api.auth.SendCode({ phoneNumber, apiId: 1, apiHash: "x", settings }),
)) as Api.auth.SentCode;
const { phoneCodeHash } = sent;
await client.invoke(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode }));
const { chats } = await client.invoke(new Api.contacts.ResolveUsername({ username }));
const { id: channelId, accessHash } = chats[0] as Api.Channel;
const peer = new Api.InputPeerChannel({ channelId, accessHash: accessHash! });

const begun = performance.now();
const cpu = process.cpuUsage();
let [pages, messages] = [0, 0];
for (let offsetId = 0; ; ) {
  const answer = (await client.invoke(
    new Api.messages.GetHistory({
      ...{ peer, offsetId, limit: 100, offsetDate: 0, addOffset: 0, maxId: 0, minId: 0 },
      hash: returnBigInt(0),
    }),
  )) as Api.messages.ChannelMessages;
  const last = answer.messages.at(-1);
  if (last === undefined) break;
  offsetId = last.id;
  pages++;
  messages += answer.messages.length;
}
const { user, system } = process.cpuUsage(cpu);
const milliseconds = performance.now() - begun;
const result: BareResult = {
  ...{ pages, messages, milliseconds, cpuMilliseconds: (user + system) / 1000 },
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await endGramjs(client);
