import { InvalidInput } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import { recheckSteps } from "./recheck-steps.ts";

describe("the ages at which messages are looked at again", () => {
  it("are read in their units, and come in order, each once", () => {
    expect(recheckSteps(" 1d, 90m,30s,1d ")).toEqual([30_000, 5_400_000, 86_400_000]);
  });

  it("can be none, or nobody's word", () => {
    expect(recheckSteps("off")).toEqual([]);
    expect(recheckSteps("")).toBeNull();
    expect(recheckSteps(undefined)).toBeNull();
  });

  it.each(["1", "h", "0h", "-1h", "1h,", "1w", "4000d", "1h;2h", "1m,".repeat(21) + "1m"])(
    "are refused when they are %j",
    (value) => {
      expect(() => recheckSteps(value)).toThrow(InvalidInput);
    },
  );
});
