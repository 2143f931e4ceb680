/** Shorter values would blank out ordinary words. */
const SHORTEST = 6;

const HIDDEN = "[secret]";

/**
 * The secret values that this process knows, in every spelling they might be written in. What
 * leaves for a log goes through `hide`, whatever it is and wherever it comes from.
 */
export class SecretValues {
  readonly #spellings = new Set<string>();

  add(value: string): void {
    if (value.length < SHORTEST) return;
    this.#spellings.add(value);
    this.#spellings.add(JSON.stringify(value).slice(1, -1));
    this.#spellings.add(encodeURIComponent(value));
    this.#spellings.add(Buffer.from(value).toString("base64"));
    this.#spellings.add(Buffer.from(value).toString("base64url"));
  }

  /** Adds the password of a URL, written there and decoded, and the URL itself. */
  addUrl(url: string): void {
    this.add(url);
    const password = URL.parse(url)?.password;
    if (!password) return;
    this.add(password);
    try {
      this.add(decodeURIComponent(password));
    } catch {
      // Not percent-encoded: as written is all there is.
    }
  }

  hide(text: string): string {
    let hidden = text;
    for (const spelling of this.#spellings) hidden = hidden.replaceAll(spelling, HIDDEN);
    return hidden;
  }
}
