import type { SessionSecret } from "../ports/account-store.ts";
import { AuthKey, StringSession } from "./library.ts";
import type { DataCentre } from "./servers.ts";

/** Telegram's own port; the form in which sessions are written holds none above 32767. */
const PORT = 443;

/** What a saved session holds. */
export interface Session {
  readonly dc: DataCentre;
  readonly authKey: AuthKey;
}

/** Reads a saved session. Null when the text is none. */
export async function readSession(secret: SessionSecret): Promise<Session | null> {
  try {
    const session = new StringSession(secret);
    const key = session._key;
    // 256 bytes: https://core.telegram.org/mtproto/description#authorization-key
    if (key?.length !== 256 || session.dcId < 1 || session.serverAddress === "") return null;
    const authKey = new AuthKey();
    await authKey.setKey(Buffer.from(key));
    return { dc: { id: session.dcId, host: session.serverAddress, port: PORT }, authKey };
  } catch {
    return null;
  }
}

/** A session as text, in the form that is common among clients ("string session", version 1). */
export function writeSession({ dc, authKey }: Session): SessionSecret {
  const session = new StringSession("");
  session.setDC(dc.id, dc.host, PORT);
  session.setAuthKey(authKey, dc.id);
  return session.save();
}
