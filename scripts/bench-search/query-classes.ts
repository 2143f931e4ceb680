import { formatCursor } from "../../packages/core/src/store/search-cursor.ts";
import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { createRandom, SyntheticWriter } from "../synthetic-text.ts";
import { channelAt } from "./seed-messages.ts";

export interface QueryClass {
  readonly name: string;
  /** Also measures the count of all hits. */
  readonly isCounted?: boolean;
  readonly request: () => Partial<SearchRequest>;
}

/** The kinds of search a person makes, each with ever new words. */
export function queryClasses(seed: number): QueryClass[] {
  const random = createRandom(seed + 1000);
  const ru = new SyntheticWriter("ru", seed);
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low));
  const common = () => ru.stem(between(8, 20));
  const medium = () => ru.stem(between(150, 400));
  const rare = () => ru.stem(between(8000, 16_000));
  const hanzi = () => String.fromCharCode(0x4e00 + Math.floor(4000 ** random() * 1.5));
  const piece = (length: number) => () => {
    const stem = ru.stem(between(100, 20_000));
    const start = between(0, Math.max(1, stem.length - length));
    return { query: { literal: stem.slice(start, start + length) } };
  };
  const middle = formatCursor("posted_desc", {
    postedAt: Date.UTC(2022, 3, 1) / 1000,
    channelId: channelAt(0),
    id: 1,
    score: null,
  });
  return [
    { name: "common word", isCounted: true, request: () => ({ query: { words: common() } }) },
    { name: "medium word", isCounted: true, request: () => ({ query: { words: medium() } }) },
    { name: "rare word", isCounted: true, request: () => ({ query: { words: rare() } }) },
    { name: "two medium words", request: () => ({ query: { words: `${medium()} ${medium()}` } }) },
    { name: "phrase", request: () => ({ query: { words: `"${common()} ${common()}"` } }) },
    { name: "common -medium", request: () => ({ query: { words: `${common()} -${medium()}` } }) },
    { name: "ru substring, 8", isCounted: true, request: piece(8) },
    { name: "ru substring, 5", isCounted: true, request: piece(5) },
    { name: "ru substring, 3", isCounted: true, request: piece(3) },
    { name: "zh 1 character", request: () => ({ query: { words: hanzi() } }) },
    { name: "zh 2 characters", request: () => ({ query: { words: hanzi() + hanzi() } }) },
    { name: "zh literal, 2", request: () => ({ query: { literal: hanzi() + hanzi() } }) },
    {
      name: "medium, one channel",
      request: () => ({ query: { words: medium() }, filter: { channelIds: [channelAt(1)] } }),
    },
    {
      name: "common, sender and photo",
      request: () => ({
        query: { words: common() },
        filter: { senderIds: [between(500, 1500)], mediaKinds: ["photo"] },
      }),
    },
    {
      name: "browse one sender",
      request: () => ({ query: null, filter: { senderIds: [between(500, 1500)] } }),
    },
    {
      name: "common, from the middle",
      request: () => ({ query: { words: common() }, after: middle }),
    },
    {
      name: "medium, from the middle",
      request: () => ({ query: { words: medium() }, after: middle }),
    },
    {
      name: "common by relevance",
      request: () => ({ query: { words: common() }, order: "relevance" }),
    },
    {
      name: "medium by relevance",
      request: () => ({ query: { words: medium() }, order: "relevance" }),
    },
  ];
}
