import type { GraphQLField } from "graphql";
import { GraphQLError, isObjectType, parse } from "graphql";
import { describe, expect, it } from "vitest";

import { LIMITS } from "../config/limits.ts";
import { schema } from "../schema/schema.ts";
import { CostJudge, SIZE_ARGUMENTS } from "./document-cost.ts";

const PAGES = `query ($n: Int, $ids: [ID!]!, $text: TextQuery) {
  channels(first: $n) { edges { node { messages(first: 10) { edges { node { text } } } } } }
  nodes(ids: $ids) { ... on Message { channel { title } } }
  searchMessages(query: $text) { edges { cursor } }
}`;

function judged(judge: CostJudge, text: string, variableValues: object, operationName?: string) {
  const document = DOCUMENTS.get(text) ?? parse(text);
  DOCUMENTS.set(text, document);
  const cost = judge.costOf({ schema, document, variableValues, operationName });
  return cost instanceof GraphQLError ? cost.message : cost;
}
const DOCUMENTS = new Map<string, ReturnType<typeof parse>>();

describe("the cost of a document", () => {
  it("is that of the variables at hand, however often the document was judged", () => {
    const judge = new CostJudge(LIMITS);
    const costs = [1, 100, 1, 2, 100].map((n) => judged(judge, PAGES, { n, ids: [] }));
    expect(costs[0]).toBeLessThan(costs[3] as number);
    expect(costs[3]).toBeLessThan(costs[1] as number);
    expect([costs[2], costs[4]]).toEqual([costs[0], costs[1]]);
    expect(judged(judge, PAGES, { n: 5_000, ids: [] })).toContain("objects to fetch");
    expect(judged(judge, PAGES, { n: 1, ids: [] })).toBe(costs[0]);
    expect(judged(judge, PAGES, { ids: [] })).toBeGreaterThan(costs[3] as number);
    expect(judged(judge, PAGES, { n: null, ids: [] })).toBe(judged(judge, PAGES, { ids: [] }));
  });

  it("grows with a list of ids, and is refused for what is none", () => {
    const judge = new CostJudge(LIMITS);
    const id = Buffer.from("Message:1.1").toString("base64url");
    const [none, one, two] = [[], [id], [id, id]].map((ids) => judged(judge, PAGES, { n: 1, ids }));
    expect(one).toBeGreaterThan(none as number);
    expect(two).toBe(2 * (one as number) - (none as number));
    for (const _ of ["first", "second"]) {
      expect(judged(judge, PAGES, { n: 1, ids: ["x"] })).toContain("not an id");
    }
  });

  it("is of the operation that is asked for", () => {
    const judge = new CostJudge(LIMITS);
    const two =
      "query A($n: Int) { channels(first: $n) { edges { node { coverage { isComplete } } } } } query B { viewer { name } }";
    const cheap = judged(judge, two, { n: 200 }, "B");
    expect(judged(judge, two, { n: 200 }, "A")).toBeGreaterThan(cheap as number);
    expect(judged(judge, two, { n: 200 }, "B")).toBe(cheap);
  });

  it("of variables that are wrong is not remembered", () => {
    const judge = new CostJudge(LIMITS);
    expect(judged(judge, PAGES, { n: 3, ids: [], text: 5 })).toBe(0);
    expect(judged(judge, PAGES, { n: 3, ids: [], text: {} })).toBe(0);
    expect(judged(judge, PAGES, { n: 3, ids: [], text: { words: "a" } })).toBeGreaterThan(30);
  });

  it("depends in no field on an argument that is not one of sizes", () => {
    const fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type): GraphQLField<unknown, unknown>[] => Object.values(type.getFields()));
    const priced = fields.filter(
      ({ extensions }) => typeof extensions["complexity"] === "function",
    );
    expect(priced.length).toBeGreaterThan(5);
    for (const field of priced) {
      const read = new Set<string>();
      const args = new Proxy({}, { get: (_target, key) => void read.add(String(key)) });
      const price = field.extensions["complexity"] as (...given: unknown[]) => unknown;
      price(args, {}, field);
      expect([...read].filter((argument) => !SIZE_ARGUMENTS.has(argument))).toEqual([]);
    }
    expect(priced.some(({ name }) => name === "searchMessages")).toBe(true);
  });
});
