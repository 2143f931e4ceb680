import { readFile } from "node:fs/promises";
import { InvalidInput } from "../domain/errors.ts";

/** Where one of Telegram's data centres listens. */
export interface DataCentre {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/**
 * MTProto servers to be used instead of Telegram's own: `TELEKEEP_TELEGRAM_SERVERS` names a JSON
 * file of this form. They must be on this machine. The first data centre is where sign-ins begin.
 */
export interface Servers {
  readonly dcs: readonly DataCentre[];
  /** RSA keys in PEM, to which the servers prove that they are they. */
  readonly publicKeys: readonly string[];
}

/** Reads and checks a file of servers. Throws InvalidInput, with one sentence on what is wrong. */
export async function readServers(path: string): Promise<Servers> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new InvalidInput(`The file of Telegram servers, ${path}, cannot be read.`, { cause });
  }
  return parseServers(text);
}

/** The servers that a file's text names. Throws InvalidInput. */
export function parseServers(text: string): Servers {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput("The file of Telegram servers is not valid JSON.", { cause });
  }
  const { dcs, publicKeys } = (value ?? {}) as { dcs?: unknown; publicKeys?: unknown };
  if (!Array.isArray(dcs) || dcs.length === 0 || !dcs.every(isDataCentre)) {
    throw new InvalidInput(
      'The file of Telegram servers must have "dcs", a list of {"id", "host", "port"}.',
    );
  }
  if (!Array.isArray(publicKeys) || publicKeys.length === 0 || !publicKeys.every(isPem)) {
    throw new InvalidInput(
      'The file of Telegram servers must have "publicKeys", a list of RSA keys in PEM.',
    );
  }
  const stranger = dcs.find(({ host }) => !isLoopback(host));
  if (stranger !== undefined) {
    throw new InvalidInput(
      `Telegram servers of one's own must be on this machine: ${JSON.stringify(stranger.host)} is not a loopback address.`,
    );
  }
  return { dcs, publicKeys };
}

/** Whether a host is this machine and cannot be another one: a name could mean anything. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  const bytes = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return bytes !== null && bytes.slice(1).every((byte) => Number(byte) <= 255);
}

function isDataCentre(value: unknown): value is DataCentre {
  const { id, host, port } = (value ?? {}) as Partial<Record<keyof DataCentre, unknown>>;
  return isWithin(id, 1, 127) && typeof host === "string" && isWithin(port, 1, 65_535);
}

function isWithin(value: unknown, least: number, greatest: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest;
}

function isPem(value: unknown): value is string {
  return typeof value === "string" && value.includes("-----BEGIN ");
}
