import type { Account, TelegramArchive } from "@telekeep/core";
import {
  AccountRefused,
  FloodWait,
  InvalidInput,
  InvalidState,
  NotFound,
  SignInRefused,
  SourceUnavailable,
  VaultLocked,
} from "@telekeep/core";
import type { Context } from "../context.ts";
import { withPatience } from "../with-patience.ts";
import { builder } from "./builder.ts";

const LogOutAccountInput = builder.inputType("LogOutAccountInput", {
  fields: (t) => ({
    telegramUserId: t.field({ type: "BigInt", required: true }),
    force: t.boolean({
      required: true,
      defaultValue: false,
      description: "Forget the session also when Telegram cannot be told that it is over.",
    }),
  }),
});

const LogOutAccountSuccess = builder
  .objectRef<{ account: Account; isRevoked: boolean }>("LogOutAccountSuccess")
  .implement({
    fields: (t) => ({
      account: t.field({ type: "Account", resolve: ({ account }) => account }),
      isRevoked: t.exposeBoolean("isRevoked", {
        description: "False: end the session in a Telegram app too, under Settings, Devices.",
      }),
    }),
  });

const SetAccountProxyInput = builder.inputType("SetAccountProxyInput", {
  fields: (t) => ({
    telegramUserId: t.field({ type: "BigInt", required: true }),
    proxy: t.string({
      description:
        "socks5://user:password@host:port, socks4://…, http://…, mtproxy://secret@host:port or a " +
        "t.me link; null for none of its own.",
    }),
  }),
});

const SetAccountProxySuccess = builder
  .objectRef<{ account: Account }>("SetAccountProxySuccess")
  .implement({
    fields: (t) => ({
      account: t.field({ type: "Account", resolve: ({ account }) => account }),
    }),
  });

const CheckAccountInput = builder.inputType("CheckAccountInput", {
  fields: (t) => ({ telegramUserId: t.field({ type: "BigInt", required: true }) }),
});

type Way = Awaited<ReturnType<TelegramArchive["checkAccount"]>>;

const CheckAccountSuccess = builder.objectRef<Way>("CheckAccountSuccess").implement({
  description: "The account reaches Telegram, and Telegram takes its session.",
  fields: (t) => ({
    dialMilliseconds: t.int({
      description: "Until a connection stood, through the proxy when there is one.",
      resolve: ({ dialMs }) => Math.round(dialMs),
    }),
    handshakeMilliseconds: t.int({
      description: "From there until a key was agreed on and a question answered.",
      resolve: ({ handshakeMs }) => Math.round(handshakeMs),
    }),
    clockAheadSeconds: t.int({
      description: "How far Telegram's clock is ahead of the server's.",
      resolve: ({ aheadMs }) => Math.round(aheadMs / 1000),
    }),
  }),
});

builder.mutationFields((t) => ({
  logOutAccount: t.field({
    type: LogOutAccountSuccess,
    description: "Ends an account's session at Telegram and forgets it; what it archived stays.",
    args: { input: t.arg({ type: LogOutAccountInput, required: true }) },
    errors: { types: [NotFound, InvalidState, SourceUnavailable, FloodWait, VaultLocked] },
    resolve: async (_root, { input: { telegramUserId, force } }, context) =>
      await telegramOf(context, telegramUserId).signOut(Number(telegramUserId), force),
  }),
  setAccountProxy: t.field({
    type: SetAccountProxySuccess,
    description: "The way by which an account reaches Telegram, from its next connection on.",
    args: { input: t.arg({ type: SetAccountProxyInput, required: true }) },
    errors: { types: [NotFound, InvalidInput, VaultLocked] },
    resolve: async (_root, { input: { telegramUserId, proxy } }, context) => ({
      account: await telegramOf(context, telegramUserId).setProxy(
        Number(telegramUserId),
        proxy ?? null,
      ),
    }),
  }),
  checkAccount: t.field({
    type: CheckAccountSuccess,
    description: "Goes an account's way to Telegram: its proxy, a handshake, its session.",
    args: { input: t.arg({ type: CheckAccountInput, required: true }) },
    errors: {
      types: [
        ...[NotFound, InvalidInput, InvalidState, SourceUnavailable, FloodWait],
        ...[AccountRefused, SignInRefused, VaultLocked],
      ],
    },
    resolve: async (_root, { input: { telegramUserId } }, context) => {
      const telegram = telegramOf(context, telegramUserId);
      return await withPatience((signal) => telegram.checkAccount(Number(telegramUserId), signal));
    },
  }),
}));

function telegramOf({ archive }: Context, id: bigint): TelegramArchive {
  if (archive.telegram !== null) return archive.telegram;
  throw new NotFound(String(id), "This server knows no accounts of Telegram.");
}
