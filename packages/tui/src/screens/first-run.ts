import { BLANK, type Line, line, span } from "../components/line.ts";
import { text } from "../format/safe-text.ts";
import type { AppState } from "../state/app-state.ts";

/** An empty archive: what this is, why it is empty, and the one key to press. */
export function firstRun({ server, connection }: AppState): Line[] {
  const version = server.version === null ? text`` : text` (version ${server.version})`;
  const reached =
    connection.state === "live"
      ? span(text`connected to ${server.url}${version}`, "good")
      : span(text`not connected`, "bad");
  return [
    BLANK,
    line(span(text`   Welcome. This archive is empty.`, "strong")),
    BLANK,
    line(text`   1  Server   `, reached),
    line(
      text`   2  Export   in Telegram Desktop open a channel, then ⋮ and "Export chat history",`,
    ),
    line(text`               format JSON (HTML works too)`),
    line(
      text`   3  Import   `,
      span(text`press i`, "accent"),
      text` and give the path of the export's folder`,
    ),
    BLANK,
    line(span(text`   The same from a shell:  telekeep import PATH`, "dim")),
  ];
}
