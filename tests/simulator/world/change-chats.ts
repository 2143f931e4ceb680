import type { Account } from "./account.ts";
import { post } from "./change-messages.ts";
import { chatPhoto } from "./profile-photo.ts";
import type { World } from "./world.ts";
import type { WorldChat } from "./world-chat.ts";

/** Renames a chat; a service message tells. */
export function changeTitle(world: World, chat: WorldChat, title: string): void {
  chat.title = title;
  post(world, chat, { action: { kind: "editTitle", title } });
  world.tell({ kind: "chat", chat, account: null });
}

/** Gives a chat another photo; a service message tells. */
export function changePhoto(world: World, chat: WorldChat): void {
  chat.photo++;
  post(world, chat, { action: { kind: "editPhoto", photo: chatPhoto(world, chat) } });
  world.tell({ kind: "chat", chat, account: null });
}

/** Gives a chat other usernames, or none: then only members see it. */
export function changeUsernames(world: World, chat: WorldChat, usernames: readonly string[]): void {
  chat.usernames = usernames;
  world.tell({ kind: "chat", chat, account: null });
}

/** The chat is gone for everybody. */
export function deleteChat(world: World, chat: WorldChat): void {
  chat.deleted = true;
  world.tell({ kind: "chat", chat, account: null });
}

/** Telegram keeps the chat from everybody and says why; null lifts it. */
export function restrictChat(world: World, chat: WorldChat, reason: string | null): void {
  chat.restriction = reason;
  world.tell({ kind: "chat", chat, account: null });
}

/** Throws an account out of a chat, for good. */
export function kick(world: World, chat: WorldChat, account: Account): void {
  chat.members.delete(account.key);
  chat.kicked.add(account.key);
  world.tell({ kind: "chat", chat, account });
}

/** Makes an account a member; also approves a request to join. */
export function join(world: World, chat: WorldChat, account: Account): void {
  chat.requests.delete(account.key);
  chat.kicked.delete(account.key);
  chat.members.add(account.key);
  world.tell({ kind: "chat", chat, account });
}

/** Telegram shuts an account for good. */
export function banAccount(world: World, account: Account): void {
  account.banned = true;
  world.tell({ kind: "accountBanned", account });
}
