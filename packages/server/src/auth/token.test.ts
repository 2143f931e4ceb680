import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInput } from "@telekeep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bearerToken, loadToken, tokenCheck, tokenFile } from "./token.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "telekeep-token-")), "data");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ignore = () => {};

describe("the token", () => {
  it("is 32 random bytes in a file for its owner alone", async () => {
    const token = await loadToken(folder, ignore);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect((await stat(tokenFile(folder))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("stays the same from start to start, and for starts at the same time", async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => loadToken(folder, ignore)));
    expect(new Set([...tokens, await loadToken(folder, ignore)]).size).toBe(1);
    expect(await readdir(folder)).toEqual(["token"]);
  });

  it("is closed to others again, with a warning", async () => {
    await loadToken(folder, ignore);
    await chmod(tokenFile(folder), 0o644);
    const warnings: string[] = [];
    await loadToken(folder, (message) => warnings.push(message));
    expect(warnings).toHaveLength(1);
    expect((await stat(tokenFile(folder))).mode & 0o777).toBe(0o600);
  });

  it("is refused when the file holds something else, without showing it", async () => {
    await loadToken(folder, ignore);
    await writeFile(tokenFile(folder), "hunter2");
    const failure = await loadToken(folder, ignore).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidInput);
    expect((failure as Error).message).not.toContain("hunter2");
  });

  it("is compared whole", () => {
    const isToken = tokenCheck("the-right-token");
    expect(isToken("the-right-token")).toBe(true);
    expect(isToken("the-right-toke")).toBe(false);
    expect(isToken("the-right-tokenn")).toBe(false);
    expect(isToken("")).toBe(false);
  });

  it("is read from a Bearer header alone", () => {
    expect(bearerToken("Bearer abc")).toBe("abc");
    expect(bearerToken("bearer  abc")).toBe("abc");
    expect(bearerToken("Basic abc")).toBeNull();
    expect(bearerToken("Bearer a b")).toBeNull();
    expect(bearerToken(undefined)).toBeNull();
  });
});
