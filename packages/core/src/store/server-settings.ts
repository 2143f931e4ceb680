import { totalmem } from "node:os";

const MIB = 1024 * 1024;

/**
 * Settings of the embedded server, as `name=value`. They are given at each start instead of being
 * written into `postgresql.conf`, so that a new version of the program brings its own.
 *
 * @param durable false turns fsync off: several times faster, for databases of tests alone
 */
export function serverSettings(port: number, durable: boolean, memory = totalmem()): string[] {
  const buffers = Math.round(Math.min(256 * MIB, Math.max(32 * MIB, memory / 16)) / MIB);
  const settings: Record<string, string | number> = {
    // One address, loopback, no socket files.
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 60,
    password_encryption: "scram-sha-256",

    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${Math.round(memory / MIB / 2)}MB`,
    // Building the search indexes is what needs it; three workers may each take as much.
    maintenance_work_mem: `${Math.max(32, buffers / 2)}MB`,
    work_mem: "16MB",
    // Compiling a query costs more than any of ours runs for.
    jit: "off",
    // Solid-state disks: a random page costs little more than the next one.
    random_page_cost: "1.1",
    // The pages of a search are mostly in the system's memory: handing each read to another process
    // costs more than the read. Asking the system to read ahead made a search of 14,000 messages
    // that nobody had read yet take 0.30 s instead of 0.47 s.
    io_method: "sync",

    // Bounds both the WAL on disk and the replay after a crash, which must be over within seconds.
    max_wal_size: "1GB",
    // The bundled server has no lz4 or zstd. Full-page images are most of the WAL of an import.
    wal_compression: "pglz",

    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    // The log is for the server's troubles. It must hold neither texts of messages nor secrets, and
    // those come in DETAIL lines and in the statements of errors; the client gets both anyway.
    log_checkpoints: "off",
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  };
  if (!durable) {
    Object.assign(settings, { fsync: "off", synchronous_commit: "off", full_page_writes: "off" });
  }
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}
