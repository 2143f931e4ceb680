import { dataDirectory } from "./data-directory.ts";

/** Everything the clients take from the environment; the only reader of process.env here. */
export interface Environment {
  /** A server to use instead of the one in the data folder. */
  readonly url: string | null;
  readonly token: string | null;
  readonly dataDirectory: string;
  /** Whether the archive is in a database that is not ours to delete. */
  readonly isExternalDatabase: boolean;
  /** Where the user was when they typed the command: relative paths start there. */
  readonly workingDirectory: string;
  readonly hasColour: boolean;
  /** A terminal that can show a full screen is on both ends. */
  readonly isInteractive: boolean;
  /** The glyphs of UTF-8 can be shown. */
  readonly hasUnicode: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says; `streams` tells which ends are terminals. */
export function readEnvironment(
  variables: Variables = process.env,
  streams: { stdin: { isTTY?: boolean }; stdout: { isTTY?: boolean } } = process,
  platform: NodeJS.Platform = process.platform,
  currentDirectory: string = process.cwd(),
): Environment {
  const isDumb = variables["TERM"] === "dumb";
  return {
    url: variables["TELEKEEP_URL"] || null,
    token: variables["TELEKEEP_TOKEN"] || null,
    dataDirectory: dataDirectory({
      override: variables["TELEKEEP_DATA"],
      xdgDataHome: variables["XDG_DATA_HOME"],
      localAppData: variables["LOCALAPPDATA"],
      platform,
    }),
    isExternalDatabase: Boolean(variables["DATABASE_URL"] || variables["PG_DSN"]),
    workingDirectory: variables["INIT_CWD"] || currentDirectory,
    hasColour: !variables["NO_COLOR"] && variables["FORCE_COLOR"] !== "0" && !isDumb,
    isInteractive:
      Boolean(streams.stdin.isTTY && streams.stdout.isTTY) && !isDumb && !isSet(variables["CI"]),
    hasUnicode: hasUnicode(variables, platform),
  };
}

/** chalk, inside Ink, knows FORCE_COLOR but not NO_COLOR, and reads it when it is loaded. */
export function switchColourOff(variables: Record<string, string | undefined> = process.env): void {
  variables["FORCE_COLOR"] = "0";
}

/** Variables for a server that we start: ours, without what only concerns this client. */
export function serverVariables(variables: Variables = process.env): NodeJS.ProcessEnv {
  const { TELEKEEP_TOKEN: _, TELEKEEP_URL: __, ...rest } = variables;
  return rest as NodeJS.ProcessEnv;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

function hasUnicode(variables: Variables, platform: NodeJS.Platform): boolean {
  if (platform === "win32") return Boolean(variables["WT_SESSION"] || variables["TERM_PROGRAM"]);
  const locale = variables["LC_ALL"] || variables["LC_CTYPE"] || variables["LANG"] || "";
  // No locale at all is a container or a service: their terminals are UTF-8 today.
  return locale === "" || !/^(C|POSIX)$/.test(locale) || variables["TERM"] !== "linux";
}
