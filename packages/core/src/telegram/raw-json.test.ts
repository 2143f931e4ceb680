import { expect, it } from "vitest";
import { Api } from "./library.ts";
import { encodeRaw, plainFields, RAW_LAYER } from "./raw-json.ts";
import { long, photo, post } from "./tl-fixture.ts";

const decode = (object: object) => JSON.parse(Buffer.from(encodeRaw(object)).toString()) as unknown;

it("a raw object has what came over the wire, and nothing else", () => {
  const message = post({
    message: "hi \u{1f44b}\u0000",
    post: true,
    groupedId: long("13579246801357924"),
    media: new Api.MessageMediaPhoto({ photo: new Api.PhotoEmpty({ id: long("-1") }) }),
  });
  // What the library hangs on its objects: the client among it.
  Object.assign(message, { _client: { session: "canary" } });
  expect(decode(message)).toEqual({
    className: "Message",
    flags: 147_968,
    flags2: 0,
    post: true,
    id: 5,
    peerId: { className: "PeerChannel", channelId: "55" },
    date: 1_700_000_000,
    message: "hi \u{1f44b}\u0000",
    media: {
      className: "MessageMediaPhoto",
      flags: 1,
      photo: { className: "PhotoEmpty", id: "-1" },
    },
    groupedId: "13579246801357924",
  });
});

it("bytes are base64, numbers that JSON lacks are words", () => {
  expect(decode(photo)).toMatchObject({ fileReference: "cmVm", sizes: [{}, {}, {}, {}] });
  const geo = new Api.GeoPoint({ lat: Number.NaN, long: 1.5, accessHash: long(1) });
  expect(decode(geo)).toMatchObject({ lat: "NaN", long: 1.5 });
});

it("the fields of an object are without its name and flag words", () => {
  const action = new Api.MessageActionPaymentSent({
    ...{ currency: "EUR", totalAmount: long(5), recurringInit: false },
  });
  expect(plainFields(action)).toEqual({ currency: "EUR", totalAmount: "5" });
});

it("the layer is the one whose objects the library reads", () => {
  expect(RAW_LAYER).toBe(198);
});
