/**
 * JSON text of one message that the native parser refuses, made valid where the exporter or a text
 * editor is known to break it; everything else is left as it is.
 *
 * - Telegram Desktop writes control characters as `\x0B`, which JSON does not know (seen in its
 *   export_output_json.cpp): they become `\u000B`. Raw ones inside a string are escaped likewise.
 * - Trailing commas of hand-edited files are dropped.
 */
export function repairJson(json: string): string {
  let repaired = "";
  let copied = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (inString) {
      if (code === 0x22) {
        inString = false;
      } else if (code === 0x5c) {
        if (/^\\x[0-9A-Fa-f]{2}/.test(json.slice(at, at + 4))) {
          repaired += `${json.slice(copied, at)}\\u00${json.slice(at + 2, at + 4)}`;
          copied = at + 4;
          at += 3;
        } else {
          at++;
        }
      } else if (code < 0x20) {
        repaired += `${json.slice(copied, at)}\\u${code.toString(16).padStart(4, "0")}`;
        copied = at + 1;
      }
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x2c && isTrailingComma(json, at)) {
      repaired += json.slice(copied, at);
      copied = at + 1;
    }
  }
  return repaired + json.slice(copied);
}

function isTrailingComma(json: string, comma: number): boolean {
  for (let at = comma + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
    return code === 0x7d || code === 0x5d;
  }
  return false;
}

/**
 * Bytes of a message that are not valid UTF-8, as text. Telegram Desktop writes U+2028 as the
 * escape `\u2028` followed by the character's last two bytes, 80 A8 (and U+2029 by 80 A9): those
 * stray bytes are dropped. Any other invalid byte becomes U+FFFD.
 */
export function decodeLeniently(bytes: Buffer): string {
  const kept: Buffer[] = [];
  let copied = 0;
  let found = bytes.indexOf(0x80);
  while (found !== -1) {
    if (isStray(bytes, found)) {
      kept.push(bytes.subarray(copied, found));
      copied = found + 2;
    }
    found = bytes.indexOf(0x80, found + 1);
  }
  return Buffer.concat([...kept, bytes.subarray(copied)]).toString("utf8");
}

function isStray(bytes: Buffer, at: number): boolean {
  if (at < 6) return false;
  const escape = bytes.toString("latin1", at - 6, at);
  return (
    (escape === "\\u2028" && bytes[at + 1] === 0xa8) ||
    (escape === "\\u2029" && bytes[at + 1] === 0xa9)
  );
}

/**
 * Telegram Desktop writes the key `text` twice into a `send_webview_data` message: first the
 * pressed button's text, last the (empty) text of the message. A parser keeps the last, so the
 * first becomes `button_text`. Takes valid JSON text of an object.
 */
export function renameFirstText(json: string): string {
  const keys: number[] = [];
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x22) {
      const end = endOfString(json, at);
      const isText = depth === 1 && json.slice(at, end) === '"text"';
      if (isText && /^\s*:/.test(json.slice(end, end + 100))) keys.push(at);
      at = end - 1;
    }
  }
  const first = keys[0];
  if (first === undefined || keys.length < 2) return json;
  return `${json.slice(0, first)}"button_text"${json.slice(first + '"text"'.length)}`;
}

/** The index behind the closing quote of the string that opens at `quote`. */
function endOfString(json: string, quote: number): number {
  for (let at = quote + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return json.length;
}
