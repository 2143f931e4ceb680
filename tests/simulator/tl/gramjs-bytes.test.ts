import { Api } from "telegram";
import { BinaryReader } from "telegram/extensions/BinaryReader.js";
import { returnBigInt } from "telegram/Helpers.js";
import { describe, expect, test } from "vitest";
import { encodeObject, encodeRequest } from "./encode.ts";
import { drawFrom, sampleObject } from "./sample-value.ts";
import { telegramSchema } from "./telegram-schema.ts";
import type { TlObject } from "./value.ts";

const { schema } = telegramSchema();
/** Constructors GramJS leaves out, as no method returns them. */
const NOT_IN_GRAMJS = new Set(["true", "error", "null"]);
const long = (value: number) => returnBigInt(value);
const channel = new Api.InputPeerChannel({
  channelId: long(1234567890),
  accessHash: long(-987654),
});
const CHANNEL = { _: "inputPeerChannel", channel_id: 1234567890n, access_hash: -987654n };

describe("our bytes and GramJS's", () => {
  const requests: [string, { getBytes(): Buffer }, TlObject][] = [
    [
      "a page of history",
      new Api.messages.GetHistory({ peer: channel, offsetId: 5, limit: 100, hash: long(0) }),
      {
        _: "messages.getHistory",
        ...{ peer: CHANNEL, offset_id: 5, offset_date: 0, add_offset: 0, limit: 100 },
        ...{ max_id: 0, min_id: 0, hash: 0n },
      },
    ],
    [
      "flags, bytes and strings",
      new Api.messages.SendMessage({
        peer: channel,
        message: "ы".repeat(200),
        silent: true,
        randomId: long(7),
        entities: [new Api.MessageEntityBold({ offset: 0, length: 4 })],
      }),
      {
        _: "messages.sendMessage",
        ...{ peer: CHANNEL, message: "ы".repeat(200), silent: true, random_id: 7n },
        entities: [{ _: "messageEntityBold", offset: 0, length: 4 }],
      },
    ],
    [
      "wrappers",
      new Api.InvokeWithTakeout({
        takeoutId: long(11),
        query: new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }),
      }),
      {
        _: "invokeWithTakeout",
        takeout_id: 11n,
        query: { _: "users.getUsers", id: [{ _: "inputUserSelf" }] },
      },
    ],
    [
      "a file location",
      new Api.upload.GetFile({
        precise: true,
        location: new Api.InputDocumentFileLocation({
          ...{ id: long(1), accessHash: long(2), thumbSize: "m" },
          fileReference: Buffer.from([1, 2, 3]),
        }),
        offset: long(0),
        limit: 524_288,
      }),
      {
        _: "upload.getFile",
        precise: true,
        location: {
          _: "inputDocumentFileLocation",
          ...{ id: 1n, access_hash: 2n, file_reference: Buffer.from([1, 2, 3]), thumb_size: "m" },
        },
        ...{ offset: 0n, limit: 524_288 },
      },
    ],
  ];
  test.each(requests)("are the same for %s", (_, theirs, ours) => {
    expect(encodeRequest(schema, ours).toString("hex")).toBe(theirs.getBytes().toString("hex"));
  });

  test.each([1, 2, 3])("are the same after GramJS read and wrote them (values %i)", (seed) => {
    const draw = drawFrom(1000 + seed);
    const different: string[] = [];
    for (const combinator of schema.constructorsById.values()) {
      if (NOT_IN_GRAMJS.has(combinator.name)) continue;
      const bytes = encodeObject(schema, sampleObject(schema, combinator, draw));
      const read = new BinaryReader(bytes).tgReadObject();
      if (typeof read.getBytes !== "function") throw new Error(combinator.name);
      if (!bytes.equals(read.getBytes())) different.push(combinator.name);
    }
    expect(different).toEqual([]);
  });
});
