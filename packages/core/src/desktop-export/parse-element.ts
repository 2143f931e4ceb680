import { isUtf8 } from "node:buffer";
import { keepBytes } from "./keep-bytes.ts";
import { decodeLeniently, renameFirstText, repairJson } from "./repair-json.ts";

/** A message's JSON text, valid and in UTF-8, and the object that it says. */
export interface ParsedElement {
  readonly json: Uint8Array;
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * Parses one element of `messages`; repairs only what the native parser refuses, so that text of
 * healthy files is passed on untouched. Returns a reason when it is no JSON object.
 */
export function parseElement(bytes: Buffer): ParsedElement | string {
  const text = bytes.toString("utf8");
  let json = text.includes("\uFFFD") && !isUtf8(bytes) ? decodeLeniently(bytes) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    json = repairJson(json);
    try {
      value = JSON.parse(json);
    } catch {
      return "It is not valid JSON.";
    }
  }
  if (!isRecord(value)) return "It is not a JSON object.";
  if (value.action === "send_webview_data") {
    json = renameFirstText(json);
    value = JSON.parse(json);
  }
  // A copy: the caller uses the memory of `bytes` again.
  const kept = json === text ? keepBytes(bytes) : Buffer.from(json);
  return { json: kept, record: value as Record<string, unknown> };
}

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * An object as it is, or as the JSON text that Telegram Desktop puts in its place for some keys
 * (invoice_information, peers of requested_peer); anything else unchanged.
 */
export function decodeTwice(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
