import type { TlObject } from "../tl/value.ts";
import { RpcFailure } from "./rpc-failure.ts";

/** A request's fields with their types asked for; the codec made sure of them already. */
export class Params {
  readonly #object: TlObject;

  constructor(object: TlObject) {
    this.#object = object;
  }

  int(name: string): number {
    const value = this.#object[name];
    return typeof value === "number" ? value : this.#refuse(name);
  }

  optionalInt(name: string): number | undefined {
    return this.#object[name] === undefined ? undefined : this.int(name);
  }

  long(name: string): bigint {
    const value = this.#object[name];
    return typeof value === "bigint" ? value : this.#refuse(name);
  }

  text(name: string): string {
    const value = this.#object[name];
    return typeof value === "string" ? value : this.#refuse(name);
  }

  optionalText(name: string): string | undefined {
    return this.#object[name] === undefined ? undefined : this.text(name);
  }

  bytes(name: string): Buffer {
    const value = this.#object[name];
    return Buffer.isBuffer(value) ? value : this.#refuse(name);
  }

  flag(name: string): boolean {
    return this.#object[name] === true;
  }

  object(name: string): TlObject {
    const value = this.#object[name];
    return isObject(value) ? value : this.#refuse(name);
  }

  objects(name: string): readonly TlObject[] {
    const value = this.#object[name];
    return Array.isArray(value) ? value.filter(isObject) : this.#refuse(name);
  }

  ints(name: string): readonly number[] {
    const value = this.#object[name];
    return Array.isArray(value)
      ? value.filter((item) => typeof item === "number")
      : this.#refuse(name);
  }

  longs(name: string): readonly bigint[] {
    const value = this.#object[name];
    return Array.isArray(value)
      ? value.filter((item) => typeof item === "bigint")
      : this.#refuse(name);
  }

  #refuse(name: string): never {
    throw new RpcFailure(400, `INPUT_REQUEST_INVALID: ${this.#object._} ${name}`);
  }
}

function isObject(value: unknown): value is TlObject {
  return typeof value === "object" && value !== null && "_" in value;
}
