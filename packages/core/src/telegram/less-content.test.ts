import { describe, expect, it } from "vitest";
import { normaliseMessage as readExport } from "../desktop-export/normalise-message.ts";
import { ExportClock } from "../desktop-export/normalise-time.ts";
import { encodeContent } from "../domain/content.ts";
import { judgeVersion, type KnownVersion } from "../domain/version.ts";
import { Api } from "./library.ts";
import { document, long, observe, post } from "./tl-fixture.ts";

const BASE = { id: 5, type: "message", date_unixtime: "1700000000", text: "", text_entities: [] };

function exported(fields: object) {
  const result = readExport({ ...BASE, ...fields }, Buffer.from("{}"), new ExportClock(null));
  if ("reason" in result) throw new Error(result.reason);
  return result.message;
}

function contents(
  message: Api.Message | Api.MessageService,
  fields: object,
  users: Api.User[] = [],
) {
  return [encodeContent(observe(message, users)), encodeContent(exported(fields))] as const;
}

const FILE = "(File not included. Change data exporting settings to download.)";
const named = new Api.DocumentAttributeFilename({ fileName: "a b.bin" });
const documentOf = (...attributes: Api.TypeDocumentAttribute[]) =>
  new Api.MessageMediaDocument({ document: document(attributes) });

describe("an export tells less than Telegram", () => {
  const CASES: readonly (readonly [what: string, tl: object, exported: object])[] = [
    [
      "of runs inside other runs, of which it has the outermost",
      {
        message: "ab",
        entities: [
          new Api.MessageEntityBold({ offset: 0, length: 2 }),
          new Api.MessageEntityItalic({ offset: 0, length: 1 }),
        ],
      },
      { text_entities: [{ type: "bold", text: "ab" }] },
    ],
    [
      "of dice, which it leaves out",
      { media: new Api.MessageMediaDice({ value: 5, emoticon: "🎲" }) },
      {},
    ],
    [
      "of files, whose names older ones leave out",
      { media: documentOf(named) },
      { file: FILE, mime_type: "application/x-thing" },
    ],
    [
      "of contacts, whose numbers it prints with blanks",
      {
        media: new Api.MessageMediaContact({
          ...{ phoneNumber: "15550001001", firstName: "A", lastName: "", vcard: "" },
          userId: long(1),
        }),
      },
      {
        contact_information: {
          ...{ first_name: "A", last_name: "", phone_number: "+1 555 000 1001" },
        },
      },
    ],
    [
      "of giveaways, whose end it prints in local time",
      {
        media: new Api.MessageMediaGiveaway({
          ...{ channels: [long(1)], quantity: 1, months: 3, untilDate: 1_700_000_000 },
        }),
      },
      {
        giveaway_information: {
          ...{ quantity: 1, months: 3, until_date: "2023-11-14T22:13:20", channels: [1] },
          ...{ countries: [], additional_prize: "", stars: 0, is_only_new_subscribers: false },
        },
      },
    ],
  ];

  it.each(CASES)("%s: Telegram's version takes its place, once", (_, tl, fields) => {
    const [ours, theirs] = contents(post(tl), fields);
    expect(ours).not.toBe(theirs);
    const version = (contentHash: string, rawSource: KnownVersion["rawSource"]): KnownVersion => ({
      ...{ contentHash, rawSource, editedAt: null, text: "" },
    });
    const [telegram, desktop] = [version(ours, "mtproto"), version(theirs, "desktop_json")];
    expect(judgeVersion(telegram, desktop, false)).toBe("supersedes");
    expect(judgeVersion(desktop, telegram, false)).toBe("same");
  });
});
