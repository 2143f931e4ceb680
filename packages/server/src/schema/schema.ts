import type { GraphQLSchema } from "graphql";

import { builder } from "./builder.ts";
import { readLoaded } from "./read-loaded.ts";
import "./scalars.ts";
import "./errors.ts";
import "./count.ts";
import "./account.ts";
import "./account-commands.ts";
import "./add-channel.ts";
import "./channel.ts";
import "./channel-profile.ts";
import "./channel-progress.ts";
import "./coverage.ts";
import "./dialog.ts";
import "./flood-wait.ts";
import "./following.ts";
import "./fill-gaps.ts";
import "./import-desktop-export.ts";
import "./job.ts";
import "./job-commands.ts";
import "./job-progress.ts";
import "./job-result.ts";
import "./login.ts";
import "./media.ts";
import "./message.ts";
import "./message-archived.ts";
import "./message-metric.ts";
import "./revision.ts";
import "./search.ts";
import "./server.ts";
import "./target.ts";
import "./start-ingestion.ts";
import "./text-entity.ts";

/** The whole schema; each concept above adds itself to the builder when it is imported. */
export const schema: GraphQLSchema = readLoaded(builder.toSchema());
