import type { OperationDefinitionNode } from "graphql";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { countDirectives, jsonDepth, measureOperation } from "./measure-document.ts";

const measure = (text: string) => {
  const document = parse(text);
  return measureOperation(document, document.definitions[0] as OperationDefinitionNode);
};

describe("the size of a document", () => {
  it("counts levels through fragments", () => {
    expect(measure("{ a { ... on T { b { ...F } } } } fragment F on T { c }").depth).toBe(3);
  });

  it("keeps introspection apart", () => {
    const size = measure("{ a { b } __schema { types { fields { name } } } }");
    expect(size).toMatchObject({ depth: 2, introspectionDepth: 4 });
  });

  it("counts root fields and aliases of a fragment as often as it is spread", () => {
    const size = measure("{ ...F ...F x: a } fragment F on T { a b: c { d: e } }");
    expect(size).toMatchObject({ rootFields: 5, aliases: 5 });
  });

  it("calls a fragment endless that spreads itself", () => {
    expect(
      measure("{ ...F } fragment F on T { a { ...G } } fragment G on T { b { ...F } }").depth,
    ).toBe(Number.POSITIVE_INFINITY);
  });

  it("looks at each fragment once, although they unfold to more than could ever be counted", () => {
    const fragments = Array.from(
      { length: 200 },
      (_, index) => `fragment F${index} on T { a { ...F${index + 1} } b: a { ...F${index + 1} } }`,
    );
    const size = measure(`{ ...F0 } ${fragments.join(" ")} fragment F200 on T { a }`);
    expect(size.depth).toBe(201);
    expect(size.aliases).toBeGreaterThan(1e59);
  });

  it("counts directives everywhere, up to the point", () => {
    const document = parse("query @a { b @c @c ...F @d } fragment F on T @e { f }");
    expect(countDirectives(document, 100)).toBe(5);
    expect(countDirectives(document, 2)).toBe(3);
  });

  it("measures nested values without descending beyond the point", () => {
    expect(jsonDepth({ a: 1 }, 10)).toBe(1);
    expect(jsonDepth({ a: [{ b: [] }] }, 10)).toBe(4);
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(jsonDepth(deep, 10)).toBe(11);
  });
});
