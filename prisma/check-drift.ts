// Proves that migrations/ and schema.prisma say the same: node prisma/check-drift.ts
// Exits 1 and prints the SQL between them when they do not.
import { openDevelopmentDatabase } from "./development-database.ts";
import { migrate } from "./migrate.ts";
import { isUpToDate, SchemaEngine } from "./schema-engine.ts";

await using database = await openDevelopmentDatabase();
await using engine = await SchemaEngine.open(database);

const difference = await engine.diff();
const { applied } = await migrate(database.connectionString);
const diagnosis = await engine.diagnose();

if (difference !== "") {
  console.error("migrations/ and schema.prisma differ. This SQL would lead to schema.prisma:\n");
  console.error(difference);
  process.exitCode = 1;
}
if (!isUpToDate(diagnosis)) {
  console.error("Prisma does not agree that the migrations are applied:", diagnosis);
  process.exitCode = 1;
}
if (process.exitCode === undefined) {
  console.log(`schema.prisma and its ${applied.length} migrations agree.`);
}
