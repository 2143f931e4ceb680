import { expect, it } from "vitest";
import { TypeNotFoundError } from "./library.ts";
import { reportTrouble } from "./report-trouble.ts";

it("trouble is told by its kind, without what was being read", () => {
  const lines: unknown[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ ...fields, level, message });
  };
  const log = { info: at("info"), warn: at("warn"), error: at("error") };
  const refused = Object.assign(new Error("connect to proxy user:canary"), {
    code: "ECONNREFUSED",
  });
  reportTrouble(log, 2, "lost", null);
  reportTrouble(log, 2, "dial", refused);
  reportTrouble(log, 2, "back", null);
  reportTrouble(log, 2, "other", new TypeNotFoundError(1, Buffer.from("canary")));
  reportTrouble(log, 2, "other", "canary");
  expect(lines).toMatchObject([
    { level: "warn", dc: 2, message: "The connection to Telegram was lost." },
    { level: "warn", dc: 2, error: "Error", code: "ECONNREFUSED" },
    { level: "info", dc: 2, message: "The connection to Telegram is back." },
    { level: "warn", dc: 2, error: "Error" },
    { level: "warn", dc: 2 },
  ]);
  expect(JSON.stringify(lines)).not.toContain("canary");
});
