import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseSchema } from "./parse-schema.ts";
import type { Schema } from "./schema.ts";

const resolve = createRequire(import.meta.url).resolve;

/** Telegram's API schema and the layer it belongs to. */
export interface TelegramSchema {
  readonly layer: number;
  readonly schema: Schema;
}

let loaded: TelegramSchema | undefined;

/**
 * The API schema that the installed `telegram` package was made from. Its modules are read as
 * text and never run, so what is wrong with its serialisation cannot be wrong here too.
 */
export function telegramSchema(): TelegramSchema {
  loaded ??= {
    layer: Number(cut("telegram/tl/AllTLObjects.js", /\bLAYER = (\d+);/)),
    schema: parseSchema(cut("telegram/tl/apiTl.js", /module\.exports = `([^`]*)`/)),
  };
  return loaded;
}

function cut(module: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(resolve(module), "utf8"))?.[1];
  if (found === undefined) throw new Error(`${module} holds nothing like ${pattern}.`);
  return found;
}
