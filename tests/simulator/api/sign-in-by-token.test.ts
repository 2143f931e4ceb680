import { beforeEach, describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { DirectClient } from "./direct-client.ts";

let time: number;
let client: DirectClient;

beforeEach(() => {
  time = Date.UTC(2026, 10, 23);
  client = new DirectClient({ now: () => time });
});

const exportToken = { _: "auth.exportLoginToken", api_id: 1, api_hash: "x", except_ids: [] };
const accept = (token: unknown) => ({ _: "auth.acceptLoginToken", token: token as Buffer });

describe("signing in by QR code", () => {
  it("lets the asker in when a phone accepts the code, and tells the asker so", async () => {
    const asker = client.freshKey();
    const { token, expires } = await client.ask(asker, exportToken);
    expect(expires).toBe(time / 1000 + 30);
    const session = await client.ask(client.keyOf("anna"), accept(token));
    expect(session).toMatchObject({ _: "authorization", current: false });
    expect(client.pushed).toMatchObject([
      { authKeyId: asker, updates: { update: { _: "updateLoginToken" } } },
    ]);
    expect(await client.ask(asker, exportToken)).toMatchObject({
      _: "auth.loginTokenSuccess",
      authorization: { user: { self: true, id: 7_000_000_001n } },
    });
    expect(await client.ask(asker, exportToken)).toMatchObject({ _: "auth.loginTokenSuccess" });
  });

  it("renews a code that nobody scanned, and refuses the old one", async () => {
    const asker = client.freshKey();
    const phone = client.keyOf("anna");
    const first = (await client.ask(asker, exportToken)).token;
    time += 29_000;
    expect((await client.ask(asker, exportToken)).token).toEqual(first);
    time += 1_000;
    expect((await client.ask(asker, exportToken)).token).not.toEqual(first);
    expect(await client.refusal(phone, accept(first))).toBe("400 AUTH_TOKEN_EXPIRED");
    expect(await client.refusal(phone, accept(Buffer.alloc(32)))).toBe("400 AUTH_TOKEN_INVALID");
  });

  it("serves a code once", async () => {
    const asker = client.freshKey();
    const { token } = await client.ask(asker, exportToken);
    await client.ask(client.keyOf("anna"), accept(token));
    expect(await client.refusal(client.keyOf("dora"), accept(token))).toBe(
      "400 AUTH_TOKEN_ALREADY_ACCEPTED",
    );
    await client.ask(asker, exportToken);
    const again = { _: "auth.importLoginToken", token };
    expect(await client.refusal(client.freshKey(), again)).toBe("400 AUTH_TOKEN_INVALID");
  });

  it("sends the asker to the account's DC, where the token lets it in", async () => {
    const asker = client.freshKey();
    const { token } = await client.ask(asker, exportToken);
    await client.ask(client.keyOf("carol"), accept(token));
    const moved = await client.ask(asker, exportToken);
    expect(moved).toMatchObject({ _: "auth.loginTokenMigrateTo", dc_id: 4 });
    client.dcId = 4;
    const there = client.freshKey();
    const imported = await client.ask(there, { _: "auth.importLoginToken", token: moved.token });
    expect((imported.authorization as TlObject).user).toMatchObject({ id: 900_000_003n });
  });

  it("still asks for the second factor", async () => {
    const asker = client.freshKey();
    const { token } = await client.ask(asker, exportToken);
    await client.ask(client.keyOf("boris"), accept(token));
    expect(await client.refusal(asker, exportToken)).toBe("401 SESSION_PASSWORD_NEEDED");
    expect(await client.ask(asker, { _: "account.getPassword" })).toMatchObject({
      has_password: true,
    });
  });
});
