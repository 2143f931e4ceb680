import type { TlObject, TlValue } from "../tl/value.ts";
import type { Account } from "../world/account.ts";
import type { World } from "../world/world.ts";
import type { FileReferences } from "./file-references.ts";
import type { KeyState, KeyStates } from "./key-states.ts";
import type { LoginCodes } from "./login-codes.ts";
import type { LoginTokens } from "./login-tokens.ts";
import type { Params } from "./params.ts";
import type { PasswordChecks } from "./password-checks.ts";
import type { Takeouts } from "./takeouts.ts";
import type { View } from "./view.ts";

export interface DcAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** What handlers need of the wire. */
export interface Wire {
  /** Where the DCs listen. */
  dcs(): readonly DcAddress[];
  /** Sends updates to the key's sessions; how many were reached. */
  push(authKeyId: bigint, updates: TlObject): number;
}

/** Everything the API remembers beside the world. */
export interface ApiState {
  readonly world: World;
  readonly keys: KeyStates;
  readonly references: FileReferences;
  readonly codes: LoginCodes;
  readonly tokens: LoginTokens;
  readonly passwords: PasswordChecks;
  readonly takeouts: Takeouts;
  readonly wire: Wire;
  /** A channel's client that is further behind than so many pts gets "too long". */
  readonly differenceTooLongAfter: number;
  /** Exported sign-ins by their bytes in hex, until they are imported. */
  readonly exported: Map<string, { readonly account: Account; readonly dcId: number }>;
}

/** One call, unwrapped, as handlers see it. */
export interface ApiCall {
  readonly request: TlObject;
  readonly dcId: number;
  readonly authKeyId: bigint;
  readonly takeoutId: bigint | null;
  readonly initConnection: TlObject | null;
}

/** A call of anybody. */
export interface Asked {
  readonly api: ApiState;
  readonly call: ApiCall;
  readonly params: Params;
  readonly state: KeyState;
}

/** A call of someone who is signed in. */
export interface AskedBy extends Asked {
  readonly view: View;
}

export type OpenHandler = (asked: Asked) => TlValue | Promise<TlValue>;
export type MemberHandler = (asked: AskedBy) => TlValue | Promise<TlValue>;

/** The API's clock in whole seconds. */
export function apiSeconds(api: ApiState): number {
  return Math.floor(api.world.now() / 1000);
}
