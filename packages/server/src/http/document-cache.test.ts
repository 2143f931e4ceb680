import { parse } from "graphql";
import { describe, expect, it } from "vitest";

import { DocumentCache } from "./document-cache.ts";

describe("the documents asked lately", () => {
  it("are found by their very text", () => {
    const cache = new DocumentCache();
    const document = parse("{ a }");
    cache.set("{ a }", document);
    expect(cache.get("{ a }")).toBe(document);
    expect(cache.get("{ a  }")).toBeUndefined();
  });

  it("make room for new ones, those first that were not asked for longest", () => {
    const cache = new DocumentCache(2);
    for (const text of ["{ a }", "{ b }"]) cache.set(text, parse(text));
    cache.get("{ a }");
    cache.set("{ c }", parse("{ c }"));
    expect(cache.get("{ b }")).toBeUndefined();
    expect(cache.get("{ a }")).toBeDefined();
    expect(cache.get("{ c }")).toBeDefined();
  });
});
