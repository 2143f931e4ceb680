import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("..", import.meta.url));

/** The only files that may touch Ink's Text, which draws whatever it is given. */
const DOORS = ["components/screen-line.tsx", "components/t.tsx"];
/** The only files that may call a string safe: they make it so, or only pad and cut it. */
const MAKERS = ["format/fit.ts", "format/safe-text.ts", "format/wrap.ts"];

function sources(): { name: string; code: string }[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name))
    .map((name) => ({
      name: relative(SOURCES, join(SOURCES, name)).replaceAll("\\", "/"),
      code: readFileSync(join(SOURCES, name), "utf8"),
    }));
}

describe("what is drawn", () => {
  it("goes through the component that takes safe text only", () => {
    const users = sources()
      .filter(({ code }) => /import \{[^}]*\bText\b[^}]*\} from "ink"/.test(code))
      .map(({ name }) => name)
      .sort();
    expect(users).toEqual(DOORS);
  });

  it("is called safe only where it is made safe, or joined and cut from safe parts", () => {
    const claims = sources()
      .filter(({ name, code }) => !MAKERS.includes(name) && code.includes("as SafeText"))
      .flatMap(({ name, code }) =>
        code
          .split("\n")
          .filter((line) => line.includes("as SafeText"))
          // Signs of ours, safe texts joined, a match's parts: no other string may be claimed.
          .filter(
            (line) =>
              !/join\(".*"\) as SafeText|\(isSelected|\(isMarked|cursor as SafeText|\.slice\(0, 8\) as SafeText/.test(
                line,
              ),
          )
          .map((line) => `${name}: ${line.trim()}`),
      );
    expect(claims).toMatchInlineSnapshot(`
      [
        "components/line.ts: const value = given.replaceAll("\\n", " ") as SafeText;",
        "components/line.ts: return { text: \`\${before}\${open}\${core}\${close}\${after}\` as SafeText, isMarked };",
        "screens/input-line.ts: return safeText(value, { mode: "block" }).replaceAll("\\n", " ") as SafeText;",
        "screens/input-line.ts: return \`…\${clusters.slice(from).join("")}\` as SafeText;",
        "screens/search.ts: return line(span(text\`   \${filters as SafeText}\`, "dim"));",
        "view/channel-row.ts: .replaceAll("…", "...") as SafeText;",
        "view/hit.ts: return out as SafeText;",
      ]
    `);
  });
});
