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
});
