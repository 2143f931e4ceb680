import { readFileSync } from "node:fs";
import { buildSchema, parse, print, validate } from "graphql";
import { describe, expect, it } from "vitest";
import {
  AccountsQuery,
  CheckAccountMutation,
  LogOutAccountMutation,
  SetAccountProxyMutation,
} from "./accounts.ts";
import { ChannelProgressSubscription, ChannelsQuery } from "./channels.ts";
import { CoverageQuery } from "./coverage.ts";
import { ImportMutation } from "./import.ts";
import {
  CancelJobMutation,
  PauseJobMutation,
  ResumeJobMutation,
  RetryJobMutation,
  SetJobPriorityMutation,
} from "./job-actions.ts";
import { JobProgressSubscription, JobQuery, JobsQuery } from "./jobs.ts";
import {
  CancelLoginMutation,
  LoginProgressSubscription,
  ResendLoginCodeMutation,
  SetTelegramCredentialsMutation,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
} from "./login.ts";
import { MessageQuery } from "./message.ts";
import { SearchQuery } from "./search.ts";
import { OverviewQuery, ServerQuery } from "./server.ts";
import { StartIngestionMutation } from "./start-ingestion.ts";

const schema = buildSchema(
  readFileSync(new URL("../../../../schema.graphql", import.meta.url), "utf8"),
);
const OPERATIONS = {
  AccountsQuery,
  CancelLoginMutation,
  CheckAccountMutation,
  LogOutAccountMutation,
  LoginProgressSubscription,
  ResendLoginCodeMutation,
  SetAccountProxyMutation,
  SetTelegramCredentialsMutation,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
  CancelJobMutation,
  ChannelProgressSubscription,
  ChannelsQuery,
  CoverageQuery,
  ImportMutation,
  JobProgressSubscription,
  JobQuery,
  JobsQuery,
  MessageQuery,
  OverviewQuery,
  PauseJobMutation,
  ResumeJobMutation,
  RetryJobMutation,
  SearchQuery,
  ServerQuery,
  SetJobPriorityMutation,
  StartIngestionMutation,
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
