import type { AccountId } from "../domain/account.ts";
import { AccountRefused, SourceUnavailable } from "../domain/source-failures.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { Ask } from "./ask.ts";
import { lookAt, resolveChannel } from "./find-channel.ts";
import { Api } from "./library.ts";
import type { Link } from "./link.ts";
import { readDialogs } from "./list-dialogs.ts";
import { tryMark } from "./normalise-peer.ts";
import { readHistory } from "./read-history.ts";
import { readMessages } from "./read-messages.ts";
import { translateError } from "./translate-error.ts";
import { createUpdateSource } from "./update-source.ts";

/**
 * Telegram as one account sees it, over a link that is signed in as this account; the link is the
 * source's from now on. Throws AccountRefused when it is not.
 */
export async function createMessageSource(
  link: Link,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<MessageSource> {
  const closed = new AbortController();
  const close = async (reason: Error): Promise<void> => {
    closed.abort(reason);
    await link.close(reason);
  };
  link.closed.addEventListener("abort", () => {
    closed.abort(translateError(link.closed.reason, "look", accountId));
  });
  const ask: Ask = async (request, call, stop) => {
    try {
      return await link.ask(request, stop);
    } catch (error) {
      const translated = translateError(error, call, accountId);
      if (translated instanceof AccountRefused) await close(translated);
      throw translated;
    }
  };

  const [self] = await ask(
    new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }),
    "look",
    signal,
  );
  if (!(self instanceof Api.User) || tryMark("user", self.id) !== accountId) {
    throw new AccountRefused(accountId, "revoked", {
      cause: new Error("The session belongs to another account."),
    });
  }

  return {
    accountId,
    closed: closed.signal,
    updates: createUpdateSource(link, ask, accountId),
    resolve: (reference, stop) => resolveChannel(ask, accountId, reference, stop),
    look: (access, stop) => lookAt(ask, access, stop),
    dialogs: (place, stop) => readDialogs(ask, accountId, place, stop),
    history: (request, stop) => readHistory(ask, request, stop),
    messages: (access, ids, stop) => readMessages(ask, access, ids, stop),
    [Symbol.asyncDispose]: () => close(new SourceUnavailable("The connection was closed.")),
  };
}
