// Writes the schema to schema.graphql at the root of the repository, where clients take their types
// from. With --check it only says whether that file is up to date.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { lexicographicSortSchema, printSchema } from "graphql";

import { schema } from "./schema/schema.ts";

const file = fileURLToPath(new URL("../../../schema.graphql", import.meta.url));
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;

if (process.argv.includes("--check")) {
  const committed = await readFile(file, "utf8").catch(() => "");
  if (committed !== printed) {
    console.error(
      "schema.graphql is not what the server serves: run node packages/server/src/print-schema.ts",
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, printed);
}
