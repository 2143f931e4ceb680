import type { TlObject } from "../tl/value.ts";
import type { Account } from "../world/account.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { WorldEvent } from "../world/world-event.ts";
import { type ApiState, apiSeconds } from "./api-state.ts";
import { Gathered } from "./gathered.ts";
import { entryUpdate } from "./log-updates.ts";
import { reactionsUpdate } from "./message-methods.ts";
import type { View } from "./view.ts";

/** What becomes of one push: sent as it is, something else instead, or nothing. */
export type PushFilter = (
  account: Account,
  chat: WorldChat,
  updates: TlObject,
) => readonly TlObject[];

/** Tells those who are connected what happened in the world. Returns how to stop. */
export function pushUpdates(api: ApiState, filter: PushFilter, sent: (updates: TlObject) => void) {
  return api.world.listen((event) => {
    if (event.kind === "accountBanned") return;
    for (const account of audience(api, event)) {
      const view: View = { world: api.world, account, references: api.references };
      const keys = api.keys.signedIn(account).filter((state) => !state.imported);
      if (keys.length === 0) continue;
      const gathered = new Gathered(view);
      gathered.add(event.chat.peer);
      const updates = eventUpdates(view, event, gathered);
      if (updates.length === 0) continue;
      const whole = { _: "updates", updates, ...gathered.lists(), date: apiSeconds(api), seq: 0 };
      for (const push of filter(account, event.chat, whole)) {
        for (const state of keys) if (api.wire.push(state.authKeyId, push) > 0) sent(push);
      }
    }
  });
}

type ChatEvent = Exclude<WorldEvent, { readonly kind: "accountBanned" }>;

/** Members hear what happens in a chat; who is thrown out hears that. */
function audience(api: ApiState, event: ChatEvent): readonly Account[] {
  if (event.kind === "mailboxLog") return [event.account];
  if (event.kind === "chat" && event.account !== null) return [event.account];
  return api.world.accounts.filter(({ key }) => event.chat.members.has(key));
}

function eventUpdates(view: View, event: ChatEvent, gathered: Gathered): TlObject[] {
  const { chat } = event;
  switch (event.kind) {
    case "channelLog":
    case "mailboxLog":
      return [entryUpdate(view, chat, event.entry, gathered)];
    case "chat":
      return [
        chat.isChannel
          ? { _: "updateChannel", channel_id: BigInt(chat.id) }
          : { _: "updateChat", chat_id: BigInt(chat.id) },
      ];
    case "marks": {
      const message = chat.history.message(event.id);
      if (message === null || !chat.isChannel) return [];
      const reactions = message.reactions === undefined ? null : reactionsUpdate(chat, event.id);
      const views: TlObject[] =
        message.views === undefined
          ? []
          : [
              {
                _: "updateChannelMessageViews",
                channel_id: BigInt(chat.id),
                id: event.id,
                views: message.views,
              },
            ];
      return reactions === null ? views : [...views, reactions];
    }
  }
}
