import { expect, it } from "vitest";
import { AuthKey } from "./library.ts";
import { readSession, writeSession } from "./session.ts";

const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

it.each(["127.0.0.1", "149.154.167.50", "localhost", "2001:67c:4e8:f004::a"])(
  "a session at %s is the same after it was written and read",
  async (host) => {
    const authKey = new AuthKey();
    await authKey.setKey(bytes);
    const secret = writeSession({ dc: { id: 4, host, port: 51_234 }, authKey });
    const session = await readSession(secret);
    expect(session?.dc).toEqual({ id: 4, host, port: 443 });
    expect(session?.authKey.getKey()).toEqual(bytes);
    expect(session?.authKey.keyId?.toString()).toBe(authKey.keyId?.toString());
  },
);

it.each(["", "x", "1", "1AAAA", "2AgAOMTQ5", `1${"A".repeat(40)}`])(
  "%j is no session",
  async (text) => {
    expect(await readSession(text)).toBeNull();
  },
);
