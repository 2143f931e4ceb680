import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type {
  DiagnoseMigrationHistoryOutput,
  MigrationList,
  SchemaEngine as WasmEngine,
} from "@prisma/schema-engine-wasm";
import { migrationsFolder, readMigrations } from "./migration-files.ts";
import { type SchemaEngineAdapter, schemaEngineAdapter } from "./schema-engine-adapter.ts";

export interface SchemaEngineOptions {
  readonly connectionString: string;
  /** `migrations/` beside this module unless given. */
  readonly directory?: string;
  /** `schema.prisma` beside this module unless given. */
  readonly schemaFile?: string;
}

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Prisma's own schema engine, the WebAssembly build that npm carries: the command line's native one
 * is downloaded from elsewhere at each first use. For development and tests, not for the product.
 */
export class SchemaEngine implements AsyncDisposable {
  readonly #engine: WasmEngine;
  readonly #adapter: SchemaEngineAdapter;
  readonly #migrationsList: MigrationList;
  readonly #schema: { path: string; content: string };

  private constructor(
    engine: WasmEngine,
    adapter: SchemaEngineAdapter,
    migrationsList: MigrationList,
    schema: { path: string; content: string },
  ) {
    this.#engine = engine;
    this.#adapter = adapter;
    this.#migrationsList = migrationsList;
    this.#schema = schema;
  }

  static async open(options: SchemaEngineOptions): Promise<SchemaEngine> {
    const file = options.schemaFile ?? path.join(import.meta.dirname, "schema.prisma");
    const schema = { path: file, content: await readFile(file, "utf8") };
    const Engine = await (loaded ??= loadEngine());
    const migrationsList = await listMigrations(options.directory);
    const adapter = schemaEngineAdapter(options.connectionString);
    const datamodels: [string, string][] = [[schema.path, schema.content]];
    const engine = await Engine.new({ datamodels }, () => {}, adapter.factory);
    return new SchemaEngine(engine, adapter, migrationsList, schema);
  }

  /**
   * The SQL that leads from the migrations to `schema.prisma`, empty when they agree. The migrations
   * are applied to a shadow database, so the user needs to be allowed to create one.
   */
  async diff(): Promise<string> {
    const { exitCode, stdout } = await this.#engine.diff({
      from: { tag: "migrations", ...this.#migrationsList },
      to: { tag: "schemaDatamodel", files: [this.#schema] },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return exitCode === 0 ? "" : (stdout ?? "");
  }

  /** What `prisma migrate status` looks at: the database's history beside the folder's. */
  diagnose(): Promise<DiagnoseMigrationHistoryOutput> {
    return this.#engine.diagnoseMigrationHistory({
      migrationsList: this.#migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
  }

  /** `prisma migrate deploy`: applies what is missing and says what that was. */
  async deploy(): Promise<string[]> {
    const { appliedMigrationNames } = await this.#engine.applyMigrations({
      migrationsList: this.#migrationsList,
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#engine.free();
    await this.#adapter.close();
  }
}

/**
 * Whether the engine finds nothing to do and nothing to complain about.
 */
export function isUpToDate(diagnosis: DiagnoseMigrationHistoryOutput): boolean {
  return (
    diagnosis.hasMigrationsTable &&
    diagnosis.history === null &&
    diagnosis.failedMigrationNames.length === 0 &&
    diagnosis.editedMigrationNames.length === 0
  );
}

/** The package's code knows one instance of its module: a second would take over the first's calls. */
let loaded: Promise<typeof WasmEngine> | undefined;

/**
 * The package's own entry imports its `.wasm` as a module, which Node does only behind a flag; so it
 * is put together by hand, in the order that entry has.
 */
async function loadEngine(): Promise<typeof WasmEngine> {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  // Where the engine leaves its last words.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => {
        throw new Error(`Prisma's schema engine failed: ${message}`);
      },
    },
  });
  const entry = fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm"));
  const bytes = await readFile(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await wasm.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports["__wbindgen_start"]?.();
  return glue.SchemaEngine;
}

/** The part of WebAssembly used here; its types come with the DOM's alone. */
interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Record<string, (() => void) | undefined> } }>;
}
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

async function listMigrations(directory?: string): Promise<MigrationList> {
  const folder = migrationsFolder(directory);
  const lockfile = "migration_lock.toml";
  const files = await readMigrations(folder);
  return {
    baseDir: folder,
    lockfile: { path: lockfile, content: await readFile(path.join(folder, lockfile), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: files.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}
