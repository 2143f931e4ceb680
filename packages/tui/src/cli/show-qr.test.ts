import { describe, expect, it } from "vitest";
import { qrLines } from "../view/qr-lines.ts";
import type { CommandContext } from "./command-context.ts";
import { createShownQr } from "./show-qr.ts";

const LINKS = ["a", "b"].map((letter) => `tg://login?token=${letter.repeat(43)}`);
const UNTIL = "2026-11-24T10:00:30.000Z";

function shown({ isTTY = true, columns = 80, isJson = false, hasColour = false } = {}) {
  let written = "";
  const values: unknown[] = [];
  const stderr = { isTTY, columns, write: (text: string) => (written += text) };
  const context = {
    ...{ streams: { stderr }, isJson, environment: { hasUnicode: true, hasColour } },
    printJson: (value: unknown) => void values.push(value),
  } as unknown as CommandContext;
  const qr = createShownQr(context);
  for (const link of LINKS) qr.show(link, UNTIL);
  return { written, values };
}

describe("a code to be scanned", () => {
  it("is drawn on a terminal, each in the place of the one before", () => {
    const { written } = shown();
    for (const link of LINKS) {
      expect(written).not.toContain(link);
      for (const line of qrLines(link, false)) expect(written).toContain(`${line}\n`);
    }
    const height = qrLines(LINKS[0]!, false).length + 2;
    expect(written.split(`\u001b[${height}A\u001b[J`)).toHaveLength(2);
    expect(written).toContain("Another one follows at 10:00:30Z.");
  });

  it("has its own black and white where colours are welcome, and none elsewhere", () => {
    expect(shown({ hasColour: true }).written).toContain("\u001b[97;40m");
    expect(shown().written).not.toContain("\u001b[97");
  });

  it("is a link where it does not fit, and in a pipe, without a byte that steers", () => {
    for (const look of [{ columns: 30 }, { isTTY: false }]) {
      for (const link of LINKS) expect(shown(look).written).toContain(link);
    }
    expect(shown({ isTTY: false }).written).not.toContain("\u001b");
  });

  it("is a value for programs", () => {
    const { written, values } = shown({ isJson: true });
    expect(written).toBe("");
    expect(values[1]).toEqual({ type: "qr", loginUrl: LINKS[1], expiresAt: UNTIL });
  });
});
