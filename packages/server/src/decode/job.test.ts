import { describe, expect, it } from "vitest";
import { titleOfInput } from "./job.ts";

describe("the title of an import", () => {
  it("names what tells exports apart: the folder, when the file is called alike everywhere", () => {
    const paths = ["/x/Export_1/result.json", "C:\\x\\Export_2\\messages2.html", "/x/Export_3/"];
    expect(titleOfInput({ paths })).toBe("Export_1, Export_2, Export_3");
    expect(titleOfInput({ paths: ["/result.json", "/x/other.json"] })).toBe(
      "result.json, other.json",
    );
  });
});
