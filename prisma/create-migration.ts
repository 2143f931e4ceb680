// Writes what schema.prisma has beyond migrations/ as a new migration:
//   node prisma/create-migration.ts add_topics
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openDevelopmentDatabase } from "./development-database.ts";
import { migrationsFolder } from "./migration-files.ts";
import { SchemaEngine } from "./schema-engine.ts";

const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Give the migration a name of small letters, digits and _, such as add_topics.");
  process.exitCode = 2;
} else {
  await createMigration(name);
}

async function createMigration(name: string): Promise<void> {
  await using database = await openDevelopmentDatabase();
  await using engine = await SchemaEngine.open(database);
  const sql = await engine.diff();
  if (sql === "") {
    console.log("Nothing to do: schema.prisma and migrations/ agree.");
    return;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = path.join(migrationsFolder(), `${stamp}_${name}`);
  await mkdir(folder);
  await writeFile(path.join(folder, "migration.sql"), sql);
  console.log(
    `Wrote ${path.relative(process.cwd(), folder)}/migration.sql; read it before you use it.`,
  );
}
