import type { Account, AccountId, AccountState } from "../domain/account.ts";
import { NotFound } from "../domain/errors.ts";

/** A row of account as pg reads it. */
export interface AccountRow {
  readonly id: string;
  readonly label: string;
  readonly phone_masked: string | null;
  readonly state: AccountState;
  readonly state_reason: string | null;
  readonly dc: number;
  readonly proxy: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

/** The columns of an AccountRow. */
export const ACCOUNT_COLUMNS = `account.id, account.label, account.phone_masked, account.state,
  account.state_reason, account.dc, account.created_at, account.last_used_at,
  (SELECT shown FROM account_proxy WHERE account_id = account.id) AS proxy`;

/** An account as its row tells it. */
export function accountOf(row: AccountRow): Account {
  return {
    id: Number(row.id),
    label: row.label,
    phoneMasked: row.phone_masked,
    state: row.state,
    stateReason: row.state_reason,
    dc: row.dc,
    proxy: row.proxy,
    createdAt: row.created_at.getTime(),
    lastUsedAt: row.last_used_at?.getTime() ?? null,
  };
}

/** What is thrown for an account that was never signed in here. */
export function unknownAccount(id: AccountId): NotFound {
  return new NotFound(String(id), `There is no account ${id}; sign in with it first.`);
}
