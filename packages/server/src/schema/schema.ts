import type { GraphQLSchema } from "graphql";

import { builder } from "./builder.ts";
import { readLoaded } from "./read-loaded.ts";
import "./scalars.ts";
import "./errors.ts";
import "./count.ts";
import "./account.ts";
import "./add-channel.ts";
import "./channel.ts";
import "./coverage.ts";
import "./import-desktop-export.ts";
import "./job.ts";
import "./job-commands.ts";
import "./job-progress.ts";
import "./login.ts";
import "./media.ts";
import "./message.ts";
import "./revision.ts";
import "./search.ts";
import "./server.ts";
import "./text-entity.ts";

/** The whole schema; each concept above adds itself to the builder when it is imported. */
export const schema: GraphQLSchema = readLoaded(builder.toSchema());
