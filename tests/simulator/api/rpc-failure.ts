/** An error a method answers with, by Telegram's code and name. */
export class RpcFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "RpcFailure";
    this.code = code;
  }
}

/** 400: the request itself cannot be served. */
export function badRequest(message: string): RpcFailure {
  return new RpcFailure(400, message);
}

/** 401: this key is not signed in. */
export function unauthorized(message: string): RpcFailure {
  return new RpcFailure(401, message);
}

/** 303: another DC has to be asked. */
export function seeOther(what: "PHONE" | "FILE" | "USER" | "NETWORK", dc: number): RpcFailure {
  return new RpcFailure(303, `${what}_MIGRATE_${dc}`);
}

/** 420: wait so many seconds. */
export function floodWait(seconds: number, name = "FLOOD_WAIT"): RpcFailure {
  return new RpcFailure(420, `${name}_${seconds}`);
}
