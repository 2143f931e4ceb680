import type { Client } from "../client/client.ts";
import { NotFound, UsageError } from "../client/failures.ts";
import type { ApiChannel } from "../operations/channels.ts";
import { findChannels } from "../query/find-channels.ts";
import { allChannels } from "./channels.ts";

const LINK = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(?:s\/)?(\w+)\/?$/i;

/**
 * The archived channel that an argument means: @name, a t.me link to one, c/<id>, its number, its
 * title or the only part of one.
 * @throws NotFound when there is none, UsageError when there are several
 */
export async function channelArgument(
  client: Client,
  typed: string,
  signal: AbortSignal,
): Promise<ApiChannel> {
  const [, linked] = LINK.exec(typed.trim()) ?? [];
  const name = linked === undefined ? typed.trim() : `@${linked}`;
  const channels = await allChannels(client, signal);
  const found = findChannels(name, channels);
  const matches = found.ok ? channels.filter(({ id }) => found.ids.includes(id)) : [];
  const [only, second] = matches;
  if (only !== undefined && second === undefined) return only;
  if (!found.ok && found.message.includes("match")) throw new UsageError(`${found.message}.`);
  throw new NotFound(`No channel here is called ${typed}; add it with: telekeep add ${typed}`);
}
