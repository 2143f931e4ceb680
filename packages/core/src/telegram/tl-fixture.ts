import type { ObservedMessage } from "../domain/message.ts";
import { Api, BinaryReader, type Long, returnBigInt } from "./library.ts";
import { normaliseMessage, type ReadMessage } from "./normalise-message.ts";
import { Mentioned } from "./normalise-peer.ts";

/** The channel that messages of tests are in, as TL and as a marked id. */
export const CHANNEL = new Api.PeerChannel({ channelId: returnBigInt(55) });
export const CHANNEL_ID = -1000000000055;
export const ACCOUNT_ID = 777;

export const long = (value: number | string): Long => returnBigInt(value);

/** An object as it is after a way over the wire: what is absent is null. */
export function sent<T extends { getBytes(): Buffer }>(object: T): T {
  return new BinaryReader(object.getBytes()).tgReadObject() as T;
}

/** Fields of a message; required ones have a value. */
export type Fields = Partial<ConstructorParameters<typeof Api.Message>[0]>;

export function post(fields: Fields = {}): Api.Message {
  return sent(
    new Api.Message({ id: 5, peerId: CHANNEL, date: 1_700_000_000, message: "", ...fields }),
  );
}

export function service(action: Api.TypeMessageAction, fields: Fields = {}): Api.MessageService {
  return sent(
    new Api.MessageService({ id: 5, peerId: CHANNEL, date: 1_700_000_000, action, ...fields }),
  );
}

/** What a message is read as, seen with these users and chats. */
export function read(
  message: Api.TypeMessage,
  users: readonly Api.TypeUser[] = [],
  chats: readonly Api.TypeChat[] = [],
): ReadMessage {
  const mentioned = new Mentioned(users, chats);
  return normaliseMessage(message, { accountId: ACCOUNT_ID, channelId: CHANNEL_ID, mentioned });
}

/** The message that one is read as; throws when it is quarantined or absent. */
export function observe(
  message: Api.TypeMessage,
  users: readonly Api.TypeUser[] = [],
  chats: readonly Api.TypeChat[] = [],
): ObservedMessage {
  const result = read(message, users, chats);
  if (result.type !== "message") throw new Error(JSON.stringify(result));
  return result.message;
}

export function user(id: number, firstName?: string, lastName?: string): Api.User {
  return sent(new Api.User({ id: long(id), firstName, lastName }));
}

export const photo = new Api.Photo({
  id: long(1),
  accessHash: long(2),
  fileReference: Buffer.from("ref"),
  date: 1_700_000_000,
  dcId: 2,
  sizes: [
    new Api.PhotoStrippedSize({ type: "i", bytes: Buffer.alloc(40) }),
    new Api.PhotoSize({ type: "m", w: 320, h: 240, size: 9000 }),
    new Api.PhotoSizeProgressive({ type: "y", w: 1280, h: 960, sizes: [1000, 50_000, 98_765] }),
    new Api.PhotoSize({ type: "x", w: 800, h: 600, size: 40_000 }),
  ],
});

export function document(
  attributes: readonly Api.TypeDocumentAttribute[],
  mimeType = "application/x-thing",
): Api.Document {
  return new Api.Document({
    id: long(7),
    accessHash: long(8),
    fileReference: Buffer.from("ref"),
    date: 1_700_000_000,
    mimeType,
    size: long("3000000000"),
    dcId: 2,
    attributes: [...attributes],
  });
}

export const text = (value: string) => new Api.TextWithEntities({ text: value, entities: [] });
