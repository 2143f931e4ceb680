import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImportRejected } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidFields } from "../input-fields.ts";
import { importOrder } from "./import-order.ts";

const idempotencyKey = "00000000-0000-4000-8000-000000000000";
let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "telekeep-roots-")));
  await mkdir(join(folder, "allowed"));
  await symlink(tmpdir(), join(folder, "allowed", "way-out"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fieldsOf = async (input: object) => {
  const failure = await importOrder({ paths: ["/x"], idempotencyKey, ...input }, null).catch(
    (error: unknown) => error,
  );
  return failure instanceof InvalidFields
    ? failure.fields.map(({ path }) => path.join("."))
    : failure;
};

describe("an import's input", () => {
  it("is passed on as it was given", async () => {
    const input = { paths: ["/a/../b"], timeZone: "+02:00", channelId: -1001n, idempotencyKey };
    expect(await importOrder(input, null)).toEqual({ ...input, channelId: -1001 });
  });

  it("is refused field by field", async () => {
    expect(await fieldsOf({ paths: [] })).toEqual(["paths"]);
    expect(await fieldsOf({ paths: ["/a", "b", "/c\0"] })).toEqual(["paths.1", "paths.2"]);
    expect(await fieldsOf({ timeZone: "Mars/Olympus" })).toEqual(["timeZone"]);
    expect(await fieldsOf({ channelId: 0n })).toEqual(["channelId"]);
    expect(await fieldsOf({ channelId: 2n ** 60n })).toEqual(["channelId"]);
  });

  it("is refused with the reason of each path, and a reason that two share is told once", async () => {
    const reason = (...paths: string[]) => importOrder({ paths, idempotencyKey }, null);
    const long = `/${"x".repeat(4096)}`;
    await expect(reason(long, long)).rejects.toThrow(
      /^A path has at most 4096 characters; one of 4097 was given\.$/,
    );
    await expect(reason("")).rejects.toThrow(
      "An empty path names no file; name each by its absolute path.",
    );
    await expect(reason("b")).rejects.toThrow('Name each file by its absolute path; "b" is none.');
    await expect(reason("/a\0")).rejects.toThrow('"/a\\u0000" is none.');
    await expect(reason(long.slice(1), long.slice(0, -1))).rejects.toThrow(InvalidFields);
    await expect(reason(long.slice(0, -1))).resolves.toBeDefined();
  });

  it("is confined to folders when some are named, also through links", async () => {
    const roots = [join(folder, "allowed")];
    const order = (path: string) => importOrder({ paths: [path], idempotencyKey }, roots);
    await expect(order(join(folder, "allowed", "not-there.json"))).resolves.toBeDefined();
    for (const path of [
      folder,
      `${folder}/allowed-not`,
      join(folder, "allowed/../x"),
      join(folder, "allowed/way-out"),
    ]) {
      await expect(order(path), path).rejects.toBeInstanceOf(ImportRejected);
    }
  });
});
