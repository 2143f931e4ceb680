import { InvalidInput } from "@telekeep/core";

/** One field of an input and what is wrong with it. */
export interface InputFieldError {
  readonly path: readonly string[];
  readonly message: string;
}

/** Input that is refused for what some of its fields hold. */
export class InvalidFields extends InvalidInput {
  readonly fields: readonly InputFieldError[];

  constructor(fields: readonly InputFieldError[]) {
    super([...new Set(fields.map((field) => field.message))].join(" "));
    this.fields = fields;
  }
}
