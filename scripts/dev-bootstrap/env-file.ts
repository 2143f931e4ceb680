import { appendFileSync, existsSync, readFileSync } from "node:fs";

/**
 * Reads one variable of a .env file as Docker Compose would: 'single quotes' keep everything,
 * "double quotes" know backslashes, a bare value ends at a blank and a # after it.
 * @returns undefined when the file or the variable is not there
 */
export function readVariable(file: string, name: string): string | undefined {
  if (!existsSync(file)) return undefined;
  let found: string | undefined;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line);
    if (match?.[1] === name) found = unquote(match[2] ?? "");
  }
  return found;
}

function unquote(text: string): string {
  const single = /^'((?:[^'\\]|\\.)*)'/.exec(text);
  if (single) return (single[1] ?? "").replaceAll("\\'", "'");
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (double)
    return (double[1] ?? "").replace(/\\(.)/g, (_, letter) => (letter === "n" ? "\n" : letter));
  return text.replace(/(^|\s+)#.*$/, "").trim();
}

/** Adds a variable whose value needs no quotes; the file is for its owner's eyes only. */
export function addVariable(file: string, name: string, value: string): void {
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const newline = old === "" || old.endsWith("\n") ? "" : "\n";
  appendFileSync(file, `${newline}${name}=${value}\n`, { mode: 0o600 });
}
