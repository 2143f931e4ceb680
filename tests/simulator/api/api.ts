import type { TlObject, TlValue } from "../tl/value.ts";
import type { World } from "../world/world.ts";
import {
  type ApiCall,
  type ApiState,
  apiSeconds,
  type MemberHandler,
  type OpenHandler,
  type Wire,
} from "./api-state.ts";
import { chatMethods } from "./chat-methods.ts";
import { configMethods } from "./config-methods.ts";
import { dialogMethods } from "./dialog-methods.ts";
import { fileMethods } from "./file-methods.ts";
import { FileReferences } from "./file-references.ts";
import { historyMethods } from "./history-methods.ts";
import { joinMethods } from "./join-methods.ts";
import { type KeyState, KeyStates } from "./key-states.ts";
import { type LoginCodeLimits, LoginCodes } from "./login-codes.ts";
import { LoginTokens } from "./login-tokens.ts";
import { messageMethods } from "./message-methods.ts";
import { Params } from "./params.ts";
import { PasswordChecks } from "./password-checks.ts";
import { badRequest, unauthorized } from "./rpc-failure.ts";
import { importMethods, sessionMethods } from "./sessions.ts";
import { signInMethods } from "./sign-in.ts";
import { tokenAcceptance, tokenMethods } from "./sign-in-by-token.ts";
import { takeoutMethods } from "./takeout-methods.ts";
import { Takeouts } from "./takeouts.ts";
import { updateMethods } from "./update-methods.ts";
import { userMethods } from "./user-methods.ts";

/** Milliseconds and numbers that differ between tests; all have Telegram's usual order. */
export interface ApiOptions {
  readonly world: World;
  readonly wire: Wire;
  /** Default one hour. */
  readonly fileReferenceLifetime?: number;
  /** Default 30 seconds. */
  readonly loginTokenLifetime?: number;
  readonly loginCodes?: Partial<LoginCodeLimits>;
  /** Default 5,000 pts. */
  readonly differenceTooLongAfter?: number;
}

const open: ReadonlyMap<string, OpenHandler> = new Map(
  Object.entries({ ...configMethods, ...signInMethods, ...tokenMethods, ...importMethods }),
);

const members: ReadonlyMap<string, MemberHandler> = new Map(
  Object.entries({
    ...sessionMethods,
    ...tokenAcceptance,
    ...userMethods,
    ...chatMethods,
    ...joinMethods,
    ...dialogMethods,
    ...historyMethods,
    ...messageMethods,
    ...updateMethods,
    ...fileMethods,
    ...takeoutMethods,
  }),
);

/** The names of all methods there are. */
export const methodNames: readonly string[] = [...open.keys(), ...members.keys()];

/** Telegram's methods over a world. Answers are plain TL objects; failures are `RpcFailure`s. */
export class Api {
  readonly state: ApiState;
  readonly #unknown: string[] = [];

  constructor(options: ApiOptions) {
    const { world, wire, fileReferenceLifetime = 3_600_000 } = options;
    const { seed, now } = world;
    this.state = {
      world,
      wire,
      keys: new KeyStates(),
      references: new FileReferences(seed, now, fileReferenceLifetime),
      codes: new LoginCodes(now, {
        lifetime: 300_000,
        attempts: 5,
        codesPerDay: 5,
        ...options.loginCodes,
      }),
      tokens: new LoginTokens(seed, now, options.loginTokenLifetime ?? 30_000),
      passwords: new PasswordChecks(seed),
      takeouts: new Takeouts(now),
      differenceTooLongAfter: options.differenceTooLongAfter ?? 5_000,
      exported: new Map(),
    };
  }

  /** Names of methods that were asked for and that there are not. */
  get unknownMethods(): readonly string[] {
    return this.#unknown;
  }

  /** Key of the account signed in with this auth key; null when nobody is. */
  accountKey(authKeyId: bigint): string | null {
    const state = this.state.keys.find(authKeyId);
    return (state?.account ?? state?.awaitingPassword)?.key ?? null;
  }

  async answer(call: ApiCall): Promise<TlValue> {
    const api = this.state;
    const state = api.keys.of(call.authKeyId, call.dcId);
    state.activeAt = apiSeconds(api);
    state.device = deviceName(call.initConnection) ?? state.device;
    const asked = { api, call, state, params: new Params(call.request) };
    const openHandler = open.get(call.request._);
    if (openHandler !== undefined) return openHandler(asked);
    const handler = members.get(call.request._);
    if (handler === undefined) {
      this.#unknown.push(call.request._);
      throw badRequest("METHOD_NOT_IMPLEMENTED");
    }
    const account = admitted(state);
    if (call.takeoutId !== null) api.takeouts.check(call.takeoutId, account);
    const view = { world: api.world, account, references: api.references };
    return handler({ ...asked, view });
  }
}

function admitted(state: KeyState) {
  const { account } = state;
  if (account === null) {
    const pending = state.awaitingPassword === null ? null : "SESSION_PASSWORD_NEEDED";
    throw unauthorized(pending ?? state.ended ?? "AUTH_KEY_UNREGISTERED");
  }
  if (account.banned) throw unauthorized("USER_DEACTIVATED_BAN");
  return account;
}

function deviceName(init: TlObject | null): string | undefined {
  return typeof init?.device_model === "string" ? init.device_model : undefined;
}
