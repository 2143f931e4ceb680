import { readFileSync } from "node:fs";
import { buildSchema, parse, print, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { ChannelsQuery } from "./channels.ts";
import { ImportMutation } from "./import.ts";
import { CancelJobMutation, JobProgressSubscription, JobQuery, JobsQuery } from "./jobs.ts";
import { MessageQuery } from "./message.ts";
import { SearchQuery } from "./search.ts";
import { OverviewQuery, ServerQuery } from "./server.ts";

const schema = buildSchema(
  readFileSync(new URL("../../../../schema.graphql", import.meta.url), "utf8"),
);
const OPERATIONS = {
  CancelJobMutation,
  ChannelsQuery,
  ImportMutation,
  JobProgressSubscription,
  JobQuery,
  JobsQuery,
  MessageQuery,
  OverviewQuery,
  SearchQuery,
  ServerQuery,
};

describe("the operations", () => {
  it.each(Object.entries(OPERATIONS))("%s fits schema.graphql", (_, operation) => {
    // Printed and parsed again: that text is what goes over the wire.
    expect(validate(schema, parse(print(operation)))).toEqual([]);
  });

  it("are found wrong when they ask for what is not there", () => {
    expect(validate(schema, parse("{ server { nothingLikeThis } }"))).toHaveLength(1);
  });
});
