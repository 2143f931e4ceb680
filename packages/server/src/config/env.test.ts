import { InvalidInput } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import { readConfig } from "./env.ts";

const HOME = { XDG_DATA_HOME: "/data" };
const read = (flags = {}, variables: Record<string, string> = {}) =>
  readConfig(flags, { ...HOME, ...variables }, "linux");

describe("the settings", () => {
  it("have defaults that need nothing to be set", () => {
    expect(read()).toEqual({
      config: {
        dataDir: "/data/telekeep",
        port: 4000,
        isPortFixed: false,
        hasGraphiql: false,
        importRoots: null,
        telegramServersFile: null,
        recheckSteps: null,
        logLevel: "info",
        logFormat: null,
      },
      secrets: {
        ...{ databaseUrl: null, telegram: null },
        ...{ vaultKey: null, vaultPassphrase: null, proxy: null },
      },
    });
  });

  it("take the command line before the environment", () => {
    const variables = { TELEKEEP_PORT: "5000", TELEKEEP_DATA: "/a", TELEKEEP_LOG_FORMAT: "pretty" };
    expect(read({}, variables).config).toMatchObject({
      port: 5000,
      isPortFixed: true,
      dataDir: "/a",
    });
    const flags = { port: "0", data: "/b", logFormat: "json" };
    expect(read(flags, variables).config).toMatchObject({
      port: 0,
      isPortFixed: true,
      dataDir: "/b",
      logFormat: "json",
    });
  });

  it("keep the database's address apart from what may be shown", () => {
    const url = "postgresql://user:secret@host/name";
    for (const name of ["DATABASE_URL", "PG_DSN"]) {
      const { config, secrets } = read({}, { [name]: url });
      expect(secrets.databaseUrl).toBe(url);
      expect(JSON.stringify(config)).not.toContain("secret");
    }
  });

  it("take what Telegram gave, whole or not at all, and show none of it", () => {
    const [id, hash] = ["12345", "0123456789abcdef0123456789abcdef"];
    const { secrets, config } = read({}, { TELEGRAM_API_ID: id, TELEGRAM_API_HASH: hash });
    expect(secrets.telegram).toEqual({ apiId: 12_345, apiHash: hash });
    expect(JSON.stringify(config)).not.toContain(hash);
    const halves: Record<string, string>[] = [
      { TELEGRAM_API_ID: id },
      { TELEGRAM_API_HASH: hash },
      { TELEGRAM_API_ID: hash, TELEGRAM_API_HASH: id },
    ];
    for (const variables of halves) {
      const refused = () => read({}, variables);
      expect(refused).toThrow(InvalidInput);
      expect(refused).toThrow(/^(?!.*0123456789abcdef).*my\.telegram\.org/);
    }
  });

  it("know the place for data on each platform", () => {
    const dataDir = (platform: NodeJS.Platform, variables: Record<string, string>) =>
      readConfig({}, variables, platform).config.dataDir;
    expect(dataDir("linux", {})).toMatch(/\/\.local\/share\/telekeep$/);
    expect(dataDir("darwin", HOME)).toMatch(/\/Library\/Application Support\/telekeep$/);
    expect(dataDir("win32", { LOCALAPPDATA: "/local" })).toBe("/local/telekeep");
  });

  it("split the folders that imports are allowed from", () => {
    const { config } = read({}, { TELEKEEP_IMPORT_ROOTS: "/exports:/more" });
    expect(config.importRoots).toEqual(["/exports", "/more"]);
  });

  it.each([
    ["a port that is none", { port: "70000" }, {}],
    ["a passphrase that is to be asked for", {}, { TELEKEEP_VAULT_PASSPHRASE: "ask" }],
    ["two vaults", {}, { TELEKEEP_VAULT_KEY: "secret", TELEKEEP_VAULT_PASSPHRASE: "secret" }],
    ["a port in words", {}, { TELEKEEP_PORT: "http" }],
    ["two databases", {}, { DATABASE_URL: "postgres://a/b", PG_DSN: "postgres://a/c" }],
    ["a database of another kind", {}, { DATABASE_URL: "mysql://user:secret@host/name" }],
    ["a database that is no address", {}, { PG_DSN: "host=secret" }],
    ["a relative folder for imports", {}, { TELEKEEP_IMPORT_ROOTS: "exports" }],
    ["an unknown level", {}, { TELEKEEP_LOG_LEVEL: "loud" }],
    ["an unknown format", { logFormat: "xml" }, {}],
    ["more and less at once", { verbose: true, quiet: true }, {}],
  ])("refuse %s in one sentence that shows no secret", (_what, flags, variables) => {
    let failure: unknown;
    try {
      read(flags, variables as unknown as Record<string, string>);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(InvalidInput);
    expect((failure as Error).message).toMatch(/^[^\n]{20,120}\.$/);
    expect((failure as Error).message).not.toContain("secret");
  });
});
