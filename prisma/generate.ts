// Generates prisma/generated (client and Pothos types) from schema.prisma: node prisma/generate.ts
//
// Prisma's command line wants to download its native schema engine before it does anything at all,
// though `generate` never calls it. Pointing it at any program that exists makes it work offline.
// (Never do so for `prisma migrate` or `prisma db`: they would talk to the wrong program.)
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

const folder = import.meta.dirname;
const prisma = createRequire(import.meta.url).resolve("prisma/build/index.js");
// Prisma starts its generators, prisma-pothos-types here, from PATH.
const path = [
  dirname(process.execPath),
  join(folder, "node_modules", ".bin"),
  join(folder, "..", "node_modules", ".bin"),
  process.env["PATH"],
];

// Set on process.env itself, which knows that Windows spells it Path.
process.env["PATH"] = path.filter(Boolean).join(delimiter);

const { status, stdout, stderr, error } = spawnSync(
  process.execPath,
  [prisma, "generate", "--schema", join(folder, "schema.prisma"), "--no-hints"],
  {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
);
if (status !== 0) {
  process.stderr.write(`${error?.message ?? ""}${stdout}${stderr}`);
  process.exitCode = 1;
}
