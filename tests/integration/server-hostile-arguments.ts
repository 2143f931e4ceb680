import { CHANNEL } from "./server-fixture.ts";

/** What a client that knows how cursors and ids are made would write by hand. */
export const encode = (text: string) => Buffer.from(text, "utf8").toString("base64url");
export const UUID = "00000000-0000-4000-8000-000000000000";

/** What PostgreSQL, Unicode or a careless query would trip over. */
export const STRINGS = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "a\udfff\ud800",
  "x".repeat(10_240),
  "😀".repeat(2_560),
  "'; DROP TABLE message; --",
  "\" OR 1=1) | ('a' & !b):* <-> \\",
  "%_\\%",
  "1e999",
  "9".repeat(400),
  "-9223372036854775809",
  "\u202e\u200b\ufeff\uffff",
  "__proto__",
];
/** As JSON spells them: no key of any list. */
export const NUMBERS = [
  "1e999",
  "-1e999",
  "1e300",
  "9007199254740993",
  "8.65e15",
  "-8.6e15",
  "-8.64e15",
];
const MORE_NUMBERS = ["8640000000000000", "9007199254740991", "-9007199254740991", "2147483648"];
const KEYS = [
  ...[...NUMBERS, ...MORE_NUMBERS, "0.5", "-0", "null", "true", "[]", "{}"],
  ...STRINGS.map((text) => JSON.stringify(text)),
];

/** Cursors of each list with each key in each place, and what is no cursor at all. */
const CURSORS = [
  ...STRINGS,
  ...STRINGS.map(encode),
  ...KEYS.flatMap((key) => [
    ...["messages", "revisions", "coverage"].map((list) => `["${list}",${key}]`),
    ...[`["channels",${key},"1"]`, `["channels","a",${key}]`, `[${key},"a","1"]`],
    ...[`["jobs",${key},"${UUID}"]`, `["jobs",0,${key}]`],
    ...[`[1,"posted_desc",${key},1,1,null]`, `[1,"posted_desc",1,${key},1,null]`],
    ...[`[1,"posted_desc",1,1,${key},null]`, `[1,"posted_desc",1,1,1,${key}]`],
    ...[`[1,"relevance",${key},1,1,1]`, `[1,"relevance",1,${key},1,1]`],
    ...[`[1,"relevance",1,1,1,${key}]`, key],
  ]).map(encode),
  encode("[".repeat(5_000)),
];

export const IDS = [
  ...STRINGS,
  ...["Channel", "Message", "MessageRevision", "Job", "Query", "__proto__"].flatMap((type) =>
    [
      ...[...STRINGS, ...NUMBERS, "999999999999999999", "-0", "1.1", "-1.-2147483648"],
      ...["1.2147483648", `1.1.${"f".repeat(64)}.999999999999999`, UUID],
    ].map((key) => encode(`${type}:${key}`)),
  ),
];
const INTEGERS = [0, -1, 1, 200, 201, 2_147_483_647, -2_147_483_648, 1e300, 0.5, ...STRINGS];
const WHOLE = ["9223372036854775807", "-9223372036854775808", "9223372036854775808", "-0"];
export const BIG_INTEGERS = [...STRINGS, ...INTEGERS, ...WHOLE];
const MOMENTS = [
  ...STRINGS,
  "0000-01-01T00:00:00Z",
  "0000-12-31T23:59:59-00:01",
  "0001-01-01T00:00:00Z",
  "0001-01-01T00:00:00+23:59",
  "0000-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59.999999999Z",
  "9999-12-31T23:59:59-23:59",
  "2024-02-31T00:00:00Z",
  "2024-13-01T00:00:00Z",
  "2024-01-01T24:00:00Z",
  "2024-01-01T23:59:60Z",
  "2024-01-01T00:00:00+99:99",
  0,
];
const ENUMS = [...STRINGS, "POSTED_DESC", "QUEUED", "PHOTO", 1, null];
const BOOLEANS = [...STRINGS.slice(0, 4), 1, true, null];
/** Each value alone, and more sound ones than a list may have. */
export const lists = (values: readonly unknown[], length: number, sound: unknown) => [
  ...values.map((value) => [value]),
  Array.from({ length }, () => sound),
  [],
];

export const PAGE = "{ edges { cursor } pageInfo { hasNextPage } }";
const CHANNEL_BY = `channel(by: { telegramId: "${CHANNEL}" })`;
const MESSAGE_BY = 'message(by: { permalink: "t.me/weather/7" })';
const HITS = "{ edges { cursor highlights { offset } } totalCount { value } }";
export const SEARCH = (args: string) => `searchMessages(${args}) ${HITS}`;

/** Every argument of every query: its type, the field that takes it, and what to try. */
export const ARGUMENTS: [name: string, type: string, field: string, values: readonly unknown[]][] =
  [
    ["channel by id", "ID", "channel(by: { id: $x }) { title }", IDS],
    ["channel by number", "BigInt", "channel(by: { telegramId: $x }) { title }", BIG_INTEGERS],
    ["channel by name", "String", "channel(by: { username: $x }) { title }", STRINGS],
    ["job", "ID", "job(id: $x) { title }", IDS],
    ["sign-in", "ID", "loginFlow(id: $x) { step }", IDS],
    ["account of chats", "BigInt", `dialogs(telegramUserId: $x) ${PAGE}`, BIG_INTEGERS],
    ["form of targets", "TargetsFormat", "exportTargets(format: $x)", ENUMS],
    ["ways to targets", "Boolean", "exportTargets(format: JSON, withAccess: $x)", BOOLEANS],
    ["message by id", "ID", "message(by: { id: $x }) { text }", IDS],
    [
      "message by link",
      "String",
      "message(by: { permalink: $x }) { text }",
      [...STRINGS, ...STRINGS.map((text) => `t.me/${text}/1`), "t.me/c/9999999999999999/1"],
    ],
    ["node", "ID", "node(id: $x) { id }", IDS],
    ["nodes", "[ID!]", "nodes(ids: $x) { id }", lists(IDS, 101, encode("Channel:1"))],
    ["states of jobs", "[JobState!]", `jobs(states: $x) ${PAGE}`, lists(ENUMS, 101, "QUEUED")],
    ["words", "String", SEARCH("query: { words: $x }"), STRINGS],
    ["words ranked", "String", SEARCH("query: { words: $x }, orderBy: RELEVANCE"), STRINGS],
    ["run of characters", "String", SEARCH("query: { literal: $x }"), STRINGS],
    ["order", "MessageOrder", SEARCH("orderBy: $x"), ENUMS],
    [
      "channels of a search",
      "[ID!]",
      SEARCH("filter: { channels: $x }"),
      lists(IDS, 1_001, encode("Channel:1")),
    ],
    ["senders", "[BigInt!]", SEARCH("filter: { senderIds: $x }"), lists(BIG_INTEGERS, 1_001, "1")],
    [
      "kinds of media",
      "[MediaKind!]",
      SEARCH("filter: { mediaKinds: $x }"),
      lists(ENUMS, 1_001, "PHOTO"),
    ],
    ["first moment", "DateTime", SEARCH("filter: { postedAfter: $x }"), MOMENTS],
    ["last moment", "DateTime", SEARCH("filter: { postedBefore: $x }"), MOMENTS],
    ...["hasMedia", "isEdited", "isDeleted", "isForwarded", "isReply"].map(
      (flag): [string, string, string, unknown[]] => [
        flag,
        "Boolean",
        SEARCH(`filter: { ${flag}: $x }`),
        BOOLEANS,
      ],
    ),
    ...(
      [
        ["channels", `channels(ARGUMENT: $x) ${PAGE}`],
        ["jobs", `jobs(ARGUMENT: $x) ${PAGE}`],
        ["chats", `dialogs(ARGUMENT: $x) ${PAGE}`],
        ["messages", `${CHANNEL_BY} { messages(ARGUMENT: $x) ${PAGE} }`],
        ["revisions", `${MESSAGE_BY} { revisions(ARGUMENT: $x) ${PAGE} }`],
        ["coverage", `${CHANNEL_BY} { coverage { ranges(ARGUMENT: $x) ${PAGE} } }`],
        ["search", SEARCH("ARGUMENT: $x")],
        ["ranked search", SEARCH('query: { words: "message" }, orderBy: RELEVANCE, ARGUMENT: $x')],
      ] as const
    ).flatMap(([list, field]) =>
      (/coverage|search/.test(list)
        ? ["first", "after"]
        : ["first", "last", "after", "before"]
      ).map((argument): [string, string, string, readonly unknown[]] => [
        `${argument} of ${list}`,
        /first|last/.test(argument) ? "Int" : "String",
        field.replace("ARGUMENT", argument),
        /first|last/.test(argument) ? INTEGERS : CURSORS,
      ]),
    ),
  ];
