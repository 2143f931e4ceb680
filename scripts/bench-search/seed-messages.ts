import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { binaryArray } from "../../packages/core/src/store/binary-arrays.ts";
import { createRandom, type SyntheticLanguage, SyntheticWriter } from "../synthetic-text.ts";

/** One channel each; half of the archive is Russian. */
const LANGUAGES: readonly SyntheticLanguage[] = "ru ru ru ru ru ru en en ar fa zh ru"
  .split(" ")
  .map((language) => language as SyntheticLanguage);
const BATCH = 1000;
const START = Date.UTC(2019, 0, 1) / 1000;

/** Marked id of the n-th synthetic channel. */
export const channelAt = (index: number): number => -1_000_000_000_001 - index;

/** Writes messages of about 1.3 kB as one import would, and queues them for indexing. */
export async function seedMessages(pool: Pool, count: number, seed: number): Promise<void> {
  const started = performance.now();
  const writers = LANGUAGES.map((language, index) => new SyntheticWriter(language, seed + index));
  const random = createRandom(seed);
  for (const [index, language] of LANGUAGES.entries()) {
    await pool.query(
      "INSERT INTO channel (id, kind, title) VALUES ($1, 'channel', $2) ON CONFLICT DO NOTHING",
      [channelAt(index), `Channel ${index} (${language})`],
    );
  }
  const nextIds = LANGUAGES.map(() => 1);
  for (let written = 0; written < count; written += BATCH) {
    const channel = (written / BATCH) % LANGUAGES.length;
    const page = Array.from({ length: Math.min(BATCH, count - written) }, () => {
      const id = nextIds[channel]!++;
      const text = writers[channel]!.message();
      return { id, text, random: random() };
    });
    const rounds = count / LANGUAGES.length;
    await pool.query(INSERT, [
      channelAt(channel),
      binaryArray(
        "int4",
        page.map(({ id }) => id),
      ),
      binaryArray(
        "timestamptz",
        page.map(({ id }) => START + Math.floor((id / rounds) * 200_000_000)),
      ),
      binaryArray(
        "text",
        page.map(({ text }) => text),
      ),
      binaryArray(
        "int8",
        page.map((message) => 1 + Math.floor(2000 ** message.random)),
      ),
      binaryArray(
        "jsonb",
        page.map((message) =>
          message.random < 0.3 ? '[{"kind":"photo","state":"not_requested"}]' : null,
        ),
      ),
      binaryArray(
        "jsonb",
        page.map(({ id, text }) => rawOf(id, text)),
      ),
      binaryArray(
        "bytea",
        page.map(({ text }) => createHash("sha256").update(text).digest()),
      ),
    ]);
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`seeded ${count} messages in ${seconds.toFixed(1)} s`);
}

/** An object of the size that Telegram's own have. */
function rawOf(id: number, text: string): string {
  const views = (id * 7919) % 100_000;
  const filler = Array.from({ length: 12 }, (_, n) => [`field_${n}`, (id * (n + 3)) % 99_991]);
  return JSON.stringify({ id, type: "message", views, text, ...Object.fromEntries(filler) });
}

const INSERT = `
  WITH rows AS (
    INSERT INTO message (channel_id, id, posted_at, time_precision, text, sender_id, media, raw,
      raw_source, content_hash, source)
    SELECT $1::bigint, id, posted_at, 'exact', text, sender_id, media, raw, 'desktop_json', hash,
      'import'
    FROM unnest($2::integer[], $3::timestamptz[], $4::text[], $5::bigint[], $6::jsonb[],
      $7::jsonb[], $8::bytea[]) AS page (id, posted_at, text, sender_id, media, raw, hash)
    RETURNING id
  )
  INSERT INTO search_pending (channel_id, message_ids) SELECT $1, array_agg(id) FROM rows`;
