import { describe, expect, test } from "vitest";
import { decodeObject, decodeRequest, decodeResult } from "./decode.ts";
import { encodeObject, encodeRequest, encodeResult } from "./encode.ts";
import { TlDecodeError, TlEncodeError, type TlFault } from "./errors.ts";
import { drawFrom, sampleObject } from "./sample-value.ts";
import { telegramSchema } from "./telegram-schema.ts";
import type { TlObject, TlValue } from "./value.ts";

const { schema, layer } = telegramSchema();
const ROUNDS = [1, 2, 3, 4, 5, 6];

/** The error of something that must not decode. */
function faultOf(decode: () => unknown): TlDecodeError {
  try {
    decode();
  } catch (error) {
    if (error instanceof TlDecodeError) return error;
    throw error;
  }
  throw new Error("It decoded.");
}

const message: TlObject = {
  _: "message",
  id: 7,
  peer_id: { _: "peerChannel", channel_id: 1234567890n },
  date: 1_700_000_000,
  message: "hello",
};
const history: TlObject = {
  _: "messages.getHistory",
  peer: { _: "inputPeerChannel", channel_id: 5n, access_hash: -5n },
  offset_id: 0,
  offset_date: 0,
  add_offset: 0,
  limit: 100,
  max_id: 0,
  min_id: 0,
  hash: 0n,
};

describe("the TL codec", () => {
  test("knows the whole schema of the installed client", () => {
    expect(layer).toBe(198);
    expect(schema.constructorsById.size).toBeGreaterThan(1300);
    expect(schema.methodsById.size).toBeGreaterThan(600);
  });

  test.each(ROUNDS)("reads back every constructor it writes (values %i)", (seed) => {
    const draw = drawFrom(seed);
    for (const combinator of schema.constructorsById.values()) {
      const value = sampleObject(schema, combinator, draw);
      expect(decodeObject(schema, encodeObject(schema, value)), combinator.name).toEqual(value);
    }
  });

  test.each(ROUNDS)("reads back every method it writes (values %i)", (seed) => {
    const draw = drawFrom(100 + seed);
    for (const method of schema.methodsById.values()) {
      const value = sampleObject(schema, method, draw);
      expect(decodeRequest(schema, encodeRequest(schema, value)), method.name).toEqual(value);
    }
  });

  test("writes results by the method's declared type, also behind wrappers", () => {
    const results: [TlObject, TlValue][] = [
      [{ _: "auth.logOut" }, { _: "auth.loggedOut" }],
      [{ _: "account.updateStatus", offline: true }, true],
      [{ _: "users.getUsers", id: [] }, [{ _: "userEmpty", id: 3n }]],
      [{ _: "contacts.getContactIDs", hash: 0n }, [1, 2, 3]],
    ];
    for (const [request, value] of results) {
      const wrapped = { _: "invokeWithLayer", layer, query: request };
      expect(encodeResult(schema, wrapped, value)).toEqual(encodeResult(schema, request, value));
      expect(decodeResult(schema, wrapped, encodeResult(schema, request, value))).toEqual(value);
    }
  });

  test("can send a string that is not UTF-8, and refuses to read one", () => {
    const bytes = encodeObject(schema, { ...message, message: Buffer.from([0xff, 0xfe, 0x41]) });
    const { fault, combinator } = faultOf(() => decodeObject(schema, bytes));
    expect([fault, combinator]).toEqual(["invalidUtf8", expect.stringMatching(/^message#/)]);
  });
});

describe("a request that a correct client would not send", () => {
  const bytes = encodeRequest(schema, history);
  const patched = (offset: number, value: number) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32LE(value, offset);
    return copy;
  };
  const GET_HISTORY = "messages.getHistory#4423e6c5";
  const cases: [string, Buffer, TlFault, number, string | null][] = [
    ["an unknown method", patched(0, 0x01020304), "unknownConstructor", 0, null],
    ["a constructor as a method", patched(0, 0x27bcbbfc), "wrongType", 0, null],
    ["an unknown constructor", patched(4, 0x01020304), "unknownConstructor", 4, GET_HISTORY],
    ["a constructor of another type", patched(4, 0xa2a5371e), "wrongType", 4, GET_HISTORY],
    ["a peer without its id", bytes.subarray(0, bytes.length - 4), "truncated", 48, GET_HISTORY],
    ["trailing bytes", Buffer.concat([bytes, Buffer.alloc(4)]), "trailingBytes", 56, null],
  ];
  test.each(cases)("%s is refused with its place", (_, broken, fault, offset, combinator) => {
    const error = faultOf(() => decodeRequest(schema, broken));
    expect([error.fault, error.offset, error.combinator]).toEqual([fault, offset, combinator]);
  });

  test("flags that mean nothing, a bare vector and a wrong Bool are refused", () => {
    const search = encodeRequest(schema, { _: "users.getUsers", id: [{ _: "inputUserSelf" }] });
    const bare = Buffer.concat([search.subarray(0, 4), search.subarray(8)]);
    expect(faultOf(() => decodeRequest(schema, bare)).fault).toBe("notAVector");
    const status = encodeRequest(schema, { _: "account.updateStatus", offline: true });
    status.writeUInt32LE(1, 4);
    expect(faultOf(() => decodeRequest(schema, status)).fault).toBe("notABool");
    const flags = encodeRequest(schema, { _: "account.initTakeoutSession", contacts: true });
    flags.writeInt32LE(1 << 30, 4);
    expect(faultOf(() => decodeRequest(schema, flags))).toMatchObject({
      fault: "unknownFlags",
      offset: 4,
    });
  });

  test("a length written too long and padding that is not zero are refused", () => {
    const write = (tail: number[]) =>
      Buffer.concat([
        encodeRequest(schema, { _: "contacts.resolvePhone", phone: "" }).subarray(0, 4),
        Buffer.from(tail),
      ]);
    const refused = [
      [1, 65, 0, 1],
      [254, 1, 0, 0, 65, 0, 0, 0],
      [255, 0, 0, 0],
    ];
    for (const tail of refused) {
      expect(faultOf(() => decodeRequest(schema, write(tail))).fault).toBe("notCanonical");
    }
    expect(decodeRequest(schema, write([1, 65, 0, 0]))).toMatchObject({ phone: "A" });
  });

  test("wrappers in wrappers without end are refused, not followed", () => {
    const head = encodeRequest(schema, {
      _: "invokeWithoutUpdates",
      query: { _: "help.getConfig" },
    }).subarray(0, 4);
    const endless = Buffer.concat(Array.from({ length: 100_000 }, () => head));
    expect(faultOf(() => decodeRequest(schema, endless)).fault).toBe("tooDeep");
  });

  test("a vector that claims more than the packet holds is refused before it is made", () => {
    const users = encodeRequest(schema, { _: "users.getUsers", id: [] });
    users.writeInt32LE(2 ** 30, 8);
    expect(faultOf(() => decodeRequest(schema, users)).fault).toBe("truncated");
  });
});

describe("a value that does not fit the schema", () => {
  const { date: _, ...dateless } = message;
  const cases: [string, TlObject, RegExp][] = [
    ["a missing field", dateless, /message#\w+, date: int is missing/],
    ["an unknown field", { ...message, fromId: 1n }, /no field fromId/],
    ["an int out of range", { ...message, id: 2 ** 31 }, /id: 2147483648 is no int/],
    ["a number for a long", { ...message, via_bot_id: 5 }, /via_bot_id: 5 is no long/],
    ["a constructor of another type", { ...message, peer_id: message }, /message is no Peer/],
    ["an unknown constructor", { _: "massage" }, /no constructor massage/],
    [
      "half of a pair",
      { _: "messageFwdHeader", date: 1, saved_from_msg_id: 3 },
      /peer: Peer is miss/,
    ],
  ];
  test.each(cases)("%s is refused by name", (_name, value, words) => {
    expect(() => encodeObject(schema, value)).toThrow(TlEncodeError);
    expect(() => encodeObject(schema, value)).toThrow(words);
  });
});
