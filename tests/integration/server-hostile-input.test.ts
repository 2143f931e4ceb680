import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArchive } from "@telekeep/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fillChannel } from "./server-fixture.ts";
import {
  ARGUMENTS,
  BIG_INTEGERS,
  encode,
  IDS,
  lists,
  NUMBERS,
  PAGE,
  SEARCH,
  STRINGS,
  UUID,
} from "./server-hostile-arguments.ts";
import { type Answer, type ServerUnderTest, startTestServer } from "./server-under-test.ts";

const log = { info() {}, warn() {}, error() {} };
const archives = new AsyncDisposableStack();
let server: ServerUnderTest;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "telekeep-hostile-"));
  server = await startTestServer({
    archive: async ({ connectionString }) =>
      archives.use(await openArchive({ connectionString, log })),
    importRoots: [folder],
  });
  await fillChannel(server.database.pool);
});
afterAll(async () => {
  await archives.disposeAsync();
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  server.log.length = 0;
});

/** Several at a time: a database answers most of them in less than a request takes. */
async function askAll(query: string, variables: readonly object[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const next = variables.entries();
  const ask = async () => {
    for (const [index, value] of next) answers[index] = await server.ask(query, value);
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
  return answers;
}

/** GraphQL's own sentence for a value that is not of its type: it has no code, by custom. */
const REFUSED_BY_TYPE =
  /^Variable "\$x" (got invalid value |of non-null type "\w+!" must not be null)/;

/** What a client may not be told of its own mistakes; null when all is well. */
function blame({ status, data, errors }: Answer): string | null {
  if (status >= 500) return `status ${status}`;
  if (errors === undefined) return data === null || data === undefined ? "nothing at all" : null;
  const bad = errors.find(
    ({ message, extensions }) =>
      (typeof extensions?.["code"] !== "string" && !REFUSED_BY_TYPE.test(message)) ||
      extensions?.["code"] === "INTERNAL_ERROR" ||
      message.includes("Unexpected error"),
  );
  return bad === undefined ? null : JSON.stringify(bad).slice(0, 400);
}

async function expectAllWell(query: string, values: readonly unknown[], wrap = asIs) {
  const answers = await askAll(
    query,
    values.map((value) => ({ x: wrap(value) })),
  );
  const failures = answers.flatMap((answer, index) => {
    const failure = blame(answer);
    return failure === null ? [] : [`${JSON.stringify(values[index]).slice(0, 120)}: ${failure}`];
  });
  expect(failures).toEqual([]);
  expect(server.log).toEqual([]);
  return answers;
}

const asIs = (value: unknown): unknown => value;

describe("hostile input", () => {
  it.each(ARGUMENTS)(
    "is answered with data or a typed error: %s",
    async (_name, type, field, values) => {
      // `!` where the schema wants it; a null is refused there as any other value is.
      const needed = /by: \{|\bid: \$x|ids: |format: \$x|withAccess/.test(field) ? "!" : "";
      const answers = await expectAllWell(`query ($x: ${type}${needed}) { ${field} }`, values);
      expect(answers).toHaveLength(values.length);
    },
  );

  it("names every argument of every query, so that a new one is not forgotten", async () => {
    const { data } = await server.ask(
      "{ __schema { queryType { fields { name args { name } } } } }",
    );
    const tried = ARGUMENTS.map(([, , field]) => field);
    for (const { name, args } of data.__schema.queryType.fields) {
      for (const argument of args as { name: string }[]) {
        const taken = tried.some(
          (field) => field.startsWith(`${name}(`) && field.includes(`${argument.name}: `),
        );
        expect(taken, `${name}(${argument.name}:)`).toBe(true);
      }
    }
  });

  it.each([
    ["channels", "after", ['["channels","a\\u0000","1"]', '["channels","\\ud800","1"]']],
    ["jobs", "after", NUMBERS.map((number) => `["jobs",${number},"${UUID}"]`)],
    ["jobs", "before", NUMBERS.map((number) => `["jobs",${number},"${UUID}"]`)],
  ])("of a cursor is refused as such: %s(%s:)", async (list, argument, cursors) => {
    for (const cursor of cursors) {
      const { data, errors } = await server.ask(
        `query ($x: String) { ${list}(${argument}: $x) ${PAGE} }`,
        { x: encode(cursor) },
      );
      expect(data ?? null, cursor).toBeNull();
      expect(errors?.[0]?.extensions?.["code"], cursor).toBe("INVALID_INPUT");
    }
  });

  it("of a moment is refused, and the first and last moments are not", async () => {
    const ask = async (moment: string) =>
      (await server.ask(`{ ${SEARCH(`filter: { postedAfter: "${moment}" }`)} }`)).errors;
    for (const moment of [
      "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59-23:59",
      "0001-01-01T00:00:00+23:59",
      "2024-02-31T00:00:00Z",
      "2023-02-29T12:00:00+02:00",
      "2024-01-01T24:00:00Z",
    ]) {
      const errors = await ask(moment);
      expect(errors, moment).toHaveLength(1);
      expect(errors?.[0]?.message, moment).toMatch(
        /no such date|years 1 to 9999|Expected a moment/,
      );
    }
    for (const moment of [
      "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999Z",
      "2024-02-29T23:59:59-23:59",
    ]) {
      expect(await ask(moment), moment).toBeUndefined();
    }
  });

  it("of an import is answered with a typed error", async () => {
    const query = `mutation ($x: ImportDesktopExportInput!) { importDesktopExport(input: $x) {
      __typename ... on Error { code message } } }`;
    const paths = [...STRINGS, "/\0", "/\ud800", `/${"x".repeat(5_000)}`];
    const fields: [string, readonly unknown[]][] = [
      ["paths", lists(paths, 101, "/not/there")],
      ["timeZone", STRINGS.slice(1)],
      ["channelId", BIG_INTEGERS],
      ["idempotencyKey", STRINGS],
    ];
    for (const [field, values] of fields) {
      const answers = await expectAllWell(query, values, (value) => ({
        ...{ paths: ["/not/there"], idempotencyKey: randomUUID() },
        [field]: value,
      }));
      for (const { data } of answers) {
        expect(data?.importDesktopExport.__typename).not.toBe("ImportDesktopExportSuccess");
      }
    }
  });

  it("of an action on a job is answered with a typed error", async () => {
    const query = `mutation ($x: JobActionInput!) { cancelJob(input: $x) { __typename } }`;
    const answers = await expectAllWell(query, IDS, (jobId) => ({ jobId }));
    for (const { data } of answers) {
      expect(data?.cancelJob.__typename).toBe("NotFoundError");
    }
  });

  it("of a message's text answers no more highlights than a client can show", async () => {
    const text = "a b ".repeat(1_500);
    const message = {
      ...{ id: 1, type: "message", date: "2026-01-01T00:00:00", date_unixtime: "1767225600" },
      ...{ from: "Ann", from_id: "user1", text, text_entities: [{ type: "plain", text }] },
    };
    const chat = { name: "Long", type: "public_channel", id: 1333333333, messages: [message] };
    const file = path.join(folder, "result.json");
    await writeFile(file, JSON.stringify(chat));
    const { data } = await server.ask(
      `mutation ($input: ImportDesktopExportInput!) { importDesktopExport(input: $input) {
         ... on ImportDesktopExportSuccess { job { id } } } }`,
      { input: { paths: [file], idempotencyKey: randomUUID() } },
    );
    const client = server.connect();
    await Array.fromAsync(
      client.iterate({
        query: "subscription ($id: ID!) { jobProgress(id: $id) { isFinal } }",
        variables: { id: data.importDesktopExport.job.id },
      }),
    );
    await client.dispose();
    const found = await server.ask(`{ ${SEARCH('query: { literal: "b " }')} }`);
    expect(found.data.searchMessages.edges[0].highlights).toHaveLength(1_000);
  });
});
