import { arabic } from "./arabic.ts";
import { chinese } from "./chinese.ts";
import { english } from "./english.ts";
import { hebrew } from "./hebrew.ts";
import { japanese } from "./japanese.ts";
import type { Phrasebook } from "./phrasebook.ts";
import { russian } from "./russian.ts";
import { spanish } from "./spanish.ts";
import { thai } from "./thai.ts";

export const phrasebooks = {
  en: english,
  ru: russian,
  ar: arabic,
  he: hebrew,
  zh: chinese,
  ja: japanese,
  th: thai,
  es: spanish,
} satisfies Record<string, Phrasebook>;

export type Language = keyof typeof phrasebooks;

export const languages = Object.keys(phrasebooks) as Language[];
