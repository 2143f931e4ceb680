import { InvalidInput } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import { connectionOf } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { pageCost, pageRequest } from "./page-request.ts";

describe("pages", () => {
  it("tell whether there is more from one row beyond their size", () => {
    const page = pageRequest({ first: 2 });
    expect(connectionOf([1, 2, 3], page, String)).toEqual({
      edges: [
        { cursor: "1", node: 1 },
        { cursor: "2", node: 2 },
      ],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: "1", endCursor: "2" },
    });
    expect(connectionOf([1, 2], page, String).pageInfo.hasNextPage).toBe(false);
  });

  it("are turned round when they were read from the end", () => {
    const page = pageRequest({ last: 2, before: "9" });
    const { edges, pageInfo } = connectionOf([8, 7, 6], page, String);
    expect(edges.map(({ node }) => node)).toEqual([7, 8]);
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it("may be empty", () => {
    expect(connectionOf([], pageRequest({}), String).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it("have 50 items unless asked otherwise, and their price is their size", () => {
    expect(pageRequest({}).size).toBe(50);
    expect(pageCost({}).multiplier).toBe(50);
    expect(pageCost({ last: 200 }).multiplier).toBe(200);
    for (const args of [{ first: 0 }, { first: -1 }, { last: 201 }, { first: 1, last: 1 }]) {
      expect(() => pageRequest(args)).toThrow(InvalidInput);
    }
  });
});

describe("cursors", () => {
  it("come back to the list that made them, and to no other", () => {
    const cursor = encodeCursor("jobs", [5, "a"]);
    expect(decodeCursor("jobs", cursor, ["number", "string"])).toEqual([5, "a"]);
    expect(() => decodeCursor("channels", cursor, ["number", "string"])).toThrow(InvalidInput);
    expect(() => decodeCursor("jobs", cursor, ["string", "string"])).toThrow(InvalidInput);
    expect(() => decodeCursor("jobs", cursor, ["number"])).toThrow(InvalidInput);
    expect(() => decodeCursor("jobs", "%%%", ["number"])).toThrow(InvalidInput);
  });

  it("hold what PostgreSQL can take, whoever wrote them", () => {
    const written = (key: string) => Buffer.from(`["x",${key}]`).toString("base64url");
    for (const number of ["1e999", "-1e999", "1e300", "9007199254740993", "0.5"]) {
      expect(() => decodeCursor("x", written(number), ["number"]), number).toThrow(InvalidInput);
    }
    for (const text of ['"a\\u0000"', '"\\ud800"', `"${"a".repeat(20_000)}"`]) {
      expect(() => decodeCursor("x", written(text), ["string"]), text).toThrow(InvalidInput);
    }
    const long = "Ж".repeat(2_000);
    expect(decodeCursor("x", encodeCursor("x", [long]), ["string"])).toEqual([long]);
    const isSmall = (number: number) => number < 5;
    expect(decodeCursor("x", written("4"), ["number"], isSmall)).toEqual([4]);
    expect(() => decodeCursor("x", written("5"), ["number"], isSmall)).toThrow(InvalidInput);
  });
});
