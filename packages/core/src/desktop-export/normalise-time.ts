import type { TimePrecision, UnixSeconds } from "../domain/message.ts";
import type { ZoneOffset } from "./parse-time.ts";
import { parseIsoWall, parseLabelledWall, parseUnixSeconds } from "./parse-time.ts";

/** A point in time as far as an export tells it. */
export interface ReadTime {
  readonly at: UnixSeconds | null;
  readonly precision: TimePrecision;
  /** The export's own words; null when `precision` is `exact`. */
  readonly raw: string | null;
}

const NO_TIME: ReadTime = { at: null, precision: "none", raw: null };

/**
 * Turns an export's times into UTC. Exports since mid-2022 say UTC seconds beside the wall clock
 * of the exporting machine; those are exact. For the others, in this order: the offset that the
 * last message before it with both proves; the offset of the first such message after it; the zone
 * that the user named; UTC itself, which is then marked as a guess.
 */
export class ExportClock {
  readonly #zone: ZoneOffset | null;
  #pair: readonly [unknown, unknown] | null = null;
  #learnt: number | null = null;
  #hasLooked = false;
  /** How many times were not exact, by how they were read. */
  readonly inexact = new Map<TimePrecision, number>();

  constructor(zone: ZoneOffset | null) {
    this.#zone = zone;
  }

  /** Whether a time needs an offset that may stand later in the file; see {@link learn}. */
  wantsToLearn(local: unknown, unix: unknown): boolean {
    if (this.#hasLooked || this.#pair !== null || typeof local !== "string") return false;
    return parseUnixSeconds(unix) === null;
  }

  /** Tells the first offset of the file, or that it has none. Needed once a file at most. */
  learn(offset: number | null): void {
    this.#hasLooked = true;
    this.#learnt = offset;
  }

  /** A JSON export's pair of `date` and `date_unixtime`. */
  read(local: unknown, unix: unknown): ReadTime {
    const exact = parseUnixSeconds(unix);
    if (exact !== null) {
      this.#pair = [local, exact];
      return { at: exact, precision: "exact", raw: null };
    }
    const wall = parseIsoWall(local);
    if (wall === null) return typeof local === "string" ? { ...NO_TIME, raw: local } : NO_TIME;
    return this.#convert(wall, this.#learntOffset(), local as string);
  }

  /**
   * An HTML export's title, `09.03.2023 01:20:56 UTC+03:00`. Its label is the zone's standard time
   * even in summer, so the named zone is preferred where it agrees with the label to the hour.
   */
  readLabelled(label: string): ReadTime {
    const parsed = parseLabelledWall(label);
    if (parsed === null) return label.trim() === "" ? NO_TIME : { ...NO_TIME, raw: label.trim() };
    const { wall, offset } = parsed;
    const zone = this.#zone?.(wall) ?? null;
    if (offset === null || (zone !== null && Math.abs(zone - offset) <= 3600)) {
      return this.#convert(wall, null, label.trim());
    }
    return this.#count({ at: wall - offset, precision: "zone_standard", raw: label.trim() });
  }

  #convert(wall: number, learnt: number | null, raw: string): ReadTime {
    if (learnt !== null) {
      return this.#count({ at: wall - learnt, precision: "zone_learnt", raw });
    }
    if (this.#zone !== null) {
      return this.#count({ at: wall - this.#zone(wall), precision: "zone_given", raw });
    }
    return this.#count({ at: wall, precision: "zone_unknown", raw });
  }

  #learntOffset(): number | null {
    if (this.#pair !== null) {
      this.#learnt = offsetBetween(this.#pair[0], this.#pair[1]) ?? this.#learnt;
    }
    return this.#learnt;
  }

  #count(time: ReadTime): ReadTime {
    this.inexact.set(time.precision, (this.inexact.get(time.precision) ?? 0) + 1);
    return time;
  }
}

/** Seconds that a wall clock is ahead of UTC; null when the two are not one moment's. */
export function offsetBetween(local: unknown, unix: unknown): number | null {
  const wall = parseIsoWall(local);
  const at = parseUnixSeconds(unix);
  if (wall === null || at === null) return null;
  const offset = wall - at;
  // Zones differ from UTC by quarters of an hour, by 14 hours at most.
  return offset % 900 === 0 && Math.abs(offset) <= 14 * 3600 ? offset : null;
}
