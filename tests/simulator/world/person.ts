import { type Language, languages, phrasebooks } from "./phrases/all-phrasebooks.ts";
import { Random } from "./prng.ts";

/** A user of the world; nobody is stored, everybody is a function of a number. */
export interface Person {
  readonly index: number;
  readonly id: number;
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly bot?: boolean;
  readonly deleted?: boolean;
  readonly premium?: boolean;
  readonly verified?: boolean;
  readonly hasPhoto?: boolean;
}

const SMALL = 100_000_019;
const LARGE = 5_000_000_029;
const STEP = 7_919;

/** Old users have ids below 2^31, new ones beyond 2^32. */
export function personId(index: number): number {
  return (index % 3 === 0 ? SMALL : LARGE) + index * STEP;
}

/** The person of an id; null when there is none. */
export function personIndex(id: number): number | null {
  const index = (id - (id >= LARGE ? LARGE : SMALL)) / STEP;
  return Number.isInteger(index) && index >= 0 && personId(index) === id ? index : null;
}

/** The same index is the same person in every chat of the world. */
export function person(seed: number, index: number): Person {
  const random = new Random(seed, "person", index);
  const language: Language = languages[index % languages.length] ?? "en";
  const book = phrasebooks[language];
  const id = personId(index);
  const firstName = random.pick(book.firstNames);
  const lastName = random.pick(book.lastNames);
  if (random.chance(0.03)) return { index, id, firstName: "", deleted: true };
  if (random.chance(0.04)) {
    return { index, id, firstName: `${firstName} Bot`, username: `p${index}_bot`, bot: true };
  }
  return {
    index,
    id,
    firstName,
    ...(random.chance(0.7) ? { lastName } : {}),
    ...(random.chance(0.5) ? { username: `person_${index}` } : {}),
    ...(random.chance(0.15) ? { premium: true } : {}),
    ...(random.chance(0.01) ? { verified: true } : {}),
    ...(random.chance(0.6) ? { hasPhoto: true } : {}),
  };
}

/** The id of the person with this username, in lower case; null when it is nobody's. */
export function personByUsername(seed: number, username: string): number | null {
  const index = Number(/^(?:person_|p)(\d{1,6})(?:_bot)?$/.exec(username)?.[1] ?? Number.NaN);
  if (Number.isNaN(index)) return null;
  return person(seed, index).username === username ? personId(index) : null;
}
