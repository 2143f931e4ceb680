import { describe, expect, it } from "vitest";
import { hash, hash64, hashBytes, Random } from "./prng.ts";

describe("pseudo-random numbers", () => {
  it("depend on every part and its place", () => {
    const hashes = [
      hash(1, 2),
      hash(2, 1),
      hash("1", 2),
      hash("12"),
      hash("1", "2"),
      hash(1, 2, 0),
      hash(2 ** 40 + 1),
      hash(2 ** 40 + 2),
      hash(-1),
      hash(1n),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hash(7, "a", 2 ** 41)).toBe(hash(7, "a", 2 ** 41));
  });

  it("are the same in every process, for ever", () => {
    expect(hash("telekeep", 1)).toBe(1_552_396_234);
    expect(hash64("telekeep", 1)).toBe(8_789_965_246_139_541_483n);
    expect(hashBytes(6, "telekeep", 1).toString("hex")).toBe("a45fdebda3fb");
  });

  it("spread evenly", () => {
    const random = new Random("spread");
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let turn = 0; turn < 100_000; turn++) buckets[random.below(10)]!++;
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    const rare = Array.from({ length: 100_000 }, (_, id) => hash(1, "hole", id) < 0.03 * 2 ** 32);
    expect(Math.abs(rare.filter(Boolean).length - 3_000)).toBeLessThan(300);
  });

  it("come in streams that differ by seed and repeat by seed", () => {
    const stream = (...seed: (string | number)[]) => {
      const random = new Random(...seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(stream(1, "a")).toEqual(stream(1, "a"));
    expect(stream(1, "a")).not.toEqual(stream(2, "a"));
    expect(new Set(stream(1, "a")).size).toBe(20);
  });

  it("respect bounds and weights", () => {
    const random = new Random("bounds");
    const counts = { often: 0, rarely: 0, never: 0 };
    for (let turn = 0; turn < 2_000; turn++) {
      const value = random.between(-2, 3);
      expect(value >= -2 && value <= 3).toBe(true);
      counts[random.weighted({ often: 9, rarely: 1, never: 0 })]++;
    }
    expect(counts.never).toBe(0);
    expect(counts.often).toBeGreaterThan(counts.rarely * 5);
    expect(random.below(0)).toBe(0);
  });
});
