/**
 * What one language's messages are made of. `{name}` in a template is filled from `slots`;
 * `{n}` is a small number, `{count}` a large one, `{time}` a time of day.
 */
export interface Phrasebook {
  readonly language: string;
  readonly headlines: readonly string[];
  readonly sentences: readonly string[];
  /** Short lines as people write in groups. */
  readonly replies: readonly string[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly hashtags: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
}
