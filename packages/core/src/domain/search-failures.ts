import { TelekeepError } from "./errors.ts";

/** A search was given up, so that it cannot hold up everything else. */
export class SearchTooSlow extends TelekeepError {
  constructor(milliseconds: number, options?: ErrorOptions) {
    super(
      "SEARCH_TOO_SLOW",
      `The search took longer than ${milliseconds / 1000} s and was stopped; ` +
        "look for a longer piece of text, or narrow it to a channel or a period.",
      options,
    );
  }
}
