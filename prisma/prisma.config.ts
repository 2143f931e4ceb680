// For Prisma's own command line. It needs its native schema engine for everything but `generate`;
// where that cannot be downloaded, check-drift.ts and create-migration.ts do the same work.
import { defineConfig } from "prisma/config";

const url = process.env["DATABASE_URL"];

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  ...(url && { datasource: { url } }),
});
