// A process that takes the session of account 7 as often as it is told (ROUNDS), each time making
// the number in it one greater, and then keeps it until it is killed.
import pg from "pg";
import { PostgresAccountStore } from "../../packages/core/src/store/account-store.ts";
import { openSessionVault } from "../../packages/core/src/store/session-vault.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"]!, max: 2 });
const key = { type: "key", key: process.env["VAULT_KEY"]! } as const;
const accounts = new PostgresAccountStore(pool, await openSessionVault(key, pool));

let rounds = Number(process.env["ROUNDS"]);
while (rounds > 0) {
  await using hold = await accounts.hold(7);
  if (hold === null) continue;
  await pool.query("INSERT INTO witness VALUES (1)");
  await hold.renew(String(Number(hold.session) + 1));
  await pool.query("DELETE FROM witness");
  rounds--;
}
let last = await accounts.hold(7);
while (last === null) last = await accounts.hold(7);
process.stdout.write("held\n");
setInterval(() => {}, 1000);
