import { describe, expect, it } from "vitest";
import { TextWriter } from "./entity.ts";

describe("a text writer", () => {
  it("counts offsets in UTF-16 units, in nested and in appended text", () => {
    const inner = new TextWriter().plain("a ").styled("messageEntityCode", "b").done();
    const { text, entities } = new TextWriter()
      .plain("🐳 ")
      .styled(["messageEntityBold", "messageEntityItalic"], "é🌊")
      .append(inner)
      .done();
    expect(text).toBe("🐳 é🌊a b");
    expect(entities).toEqual([
      { _: "messageEntityBold", offset: 3, length: 3 },
      { _: "messageEntityItalic", offset: 3, length: 3 },
      { _: "messageEntityCode", offset: 8, length: 1 },
    ]);
  });

  it("puts outer entities before inner ones, and knows what a kind must say", () => {
    const inner = new TextWriter().styled("messageEntityPre", "x").plain("y").done();
    const both = {
      text: inner.text,
      entities: [
        ...inner.entities,
        { _: "messageEntityBlockquote", offset: 0, length: 2 } as const,
      ],
    };
    expect(new TextWriter().append(both).done().entities).toEqual([
      { _: "messageEntityBlockquote", offset: 0, length: 2 },
      { _: "messageEntityPre", offset: 0, length: 1, language: "" },
    ]);
  });
});
