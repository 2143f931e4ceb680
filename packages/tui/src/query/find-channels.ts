/** A channel as far as `from:` needs to know it. */
export interface KnownChannel {
  readonly id: string;
  readonly title: string;
  readonly username: string | null;
  /** Marked: a user n, a basic group -n, a channel -(10^12 + n). Null when no source told it. */
  readonly telegramId: string | null;
}

/** Channels by their global ids, or one sentence on why a name means none or several. */
export type FoundChannels =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Candidates an ambiguous name lists; more would not be read. */
const LISTED = 5;
const CHANNEL_BASE = 10n ** 12n;

/** `c/<n>` for a channel, as Telegram's own links say it; the marked id for users and groups. */
export function idName(telegramId: string): string {
  const marked = /^-?\d{1,20}$/.test(telegramId) ? BigInt(telegramId) : 0n;
  return marked < -CHANNEL_BASE ? `c/${-marked - CHANNEL_BASE}` : telegramId;
}

/**
 * Names of channels with commas between them: @username, title, c/<id>, marked id or global id,
 * without regard to case. A title that holds a comma is tried whole first.
 */
export function findChannels(value: string, channels: readonly KnownChannel[]): FoundChannels {
  if (value.includes(",") && exactly(value.trim(), channels).length > 0) {
    return findChannel(value.trim(), channels);
  }
  const ids: string[] = [];
  for (const name of value.split(",")) {
    const found = findChannel(name.trim(), channels);
    if (!found.ok) return found;
    ids.push(...found.ids);
  }
  return { ok: true, ids };
}

/** The name that `from:` takes for this channel and for no other, quoted where it must be. */
export function nameOf(channel: KnownChannel, channels: readonly KnownChannel[]): string {
  const { id, title, username, telegramId } = channel;
  const names = [
    ...(username === null ? [] : [`@${username}`]),
    ...(telegramId === null ? [] : [idName(telegramId)]),
    ...(title.includes('"') ? [] : [title.trim()]),
  ];
  const unique = names.find((name) => {
    const found = exactly(name, channels);
    return found.length === 1 && found[0]?.id === id;
  });
  const name = unique ?? id;
  return /[\s,]/.test(name) ? `"${name}"` : name;
}

function findChannel(name: string, channels: readonly KnownChannel[]): FoundChannels {
  if (name.replace(/^@/, "") === "") return { ok: false, message: "from: needs a channel" };
  const exact = exactly(name, channels);
  const matches = exact.length > 0 ? exact : partly(name, channels);
  const [only, second] = matches;
  if (!only) return { ok: false, message: `no channel is called ${name}` };
  if (!second) return { ok: true, ids: [only.id] };
  const candidates = matches.slice(0, LISTED).map((channel) => nameOf(channel, channels));
  const more = matches.length > LISTED ? ", …" : "";
  return {
    ok: false,
    message: `${matches.length} channels match ${name}: ${candidates.join(", ")}${more}`,
  };
}

/** Ids come before names: whoever chooses a title must not be able to stand in for an id. */
function exactly(name: string, channels: readonly KnownChannel[]): KnownChannel[] {
  const byId = channels.filter(
    ({ id, telegramId }) =>
      id === name || (telegramId !== null && (telegramId === name || idName(telegramId) === name)),
  );
  if (byId.length > 0) return byId;
  const wanted = name.toLowerCase();
  const isUsername = ({ username }: KnownChannel) =>
    username !== null && username.toLowerCase() === wanted.replace(/^@/, "");
  if (name.startsWith("@")) {
    const byUsername = channels.filter(isUsername);
    if (byUsername.length > 0) return byUsername;
  }
  return channels.filter((channel) => {
    const title = channel.title.trim().toLowerCase();
    return isUsername(channel) || title === wanted || plainQuotes(title) === plainQuotes(wanted);
  });
}

/** A part will do where it is the only one. */
function partly(name: string, channels: readonly KnownChannel[]): KnownChannel[] {
  const wanted = name.toLowerCase().replace(/^@/, "");
  return channels.filter(({ title, username }) =>
    `${username ?? ""} ${title}`.toLowerCase().includes(wanted),
  );
}

/** Lists print a title's quotes and dashes plainly; what they print must be understood. */
function plainQuotes(title: string): string {
  return title
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replaceAll("…", "...");
}
