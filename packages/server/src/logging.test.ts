import { describe, expect, it } from "vitest";
import { createLogger } from "./logging.ts";
import { SecretValues } from "./secret-values.ts";

function logged(write: (log: ReturnType<typeof createLogger>) => void, secrets: string[] = []) {
  const lines: string[] = [];
  const values = new SecretValues();
  for (const secret of secrets) values.add(secret);
  write(
    createLogger({
      level: "trace",
      format: "json",
      secrets: values,
      write: (line) => lines.push(line),
    }),
  );
  return lines.join("");
}

describe("the log", () => {
  it("leaves out fields that are secret by name, some levels deep", () => {
    const text = logged((log) => {
      log.info({ token: "t-1", request: { headers: { authorization: "Bearer t-1" } } }, "a");
      log.info({ config: { password: "t-1" } }, "b");
    });
    expect(text).not.toContain("t-1");
    expect(text).toContain("[secret]");
  });

  it("leaves out secret values wherever they come from and however they are spelt", () => {
    const secret = 'p"ss/word ü';
    const text = logged(
      (log) => {
        log.info(`in a message: ${secret}`);
        log.error({ err: new Error("in an error", { cause: new Error(secret) }) }, "failed");
        log.debug({ nested: { deeply: { inside: [encodeURIComponent(secret)] } } }, "encoded");
        log.warn({ basic: Buffer.from(secret).toString("base64") }, "in base64");
      },
      [secret],
    );
    const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    for (const spelling of [...spellings, Buffer.from(secret).toString("base64")]) {
      expect(text).not.toContain(spelling);
    }
    expect(text.split("[secret]").length).toBeGreaterThan(4);
  });

  it("hides the password of an address, written or encoded", () => {
    const values = new SecretValues();
    values.addUrl("postgresql://me:p%40ssword@host/name");
    expect(values.hide("p%40ssword and p@ssword")).toBe("[secret] and [secret]");
  });
});
