import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isNewEnough, nodePackage, pinnedVersion } from "./pick-node.mjs";
import { BootstrapError } from "./run.mjs";

const tools = join(import.meta.dirname, "..", "..", "tools");
const machine = { platform: "linux", arch: "x64", musl: false, version: "20.20.2" };

describe("choosing a Node", () => {
  it.each([
    ["20.20.2", false],
    ["24.10.9", false],
    ["24.11.0", true],
    ["25.0.0", true],
    ["26.10.0", true],
  ])("judges %s as new enough: %s", (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it.each([
    ["linux", "x64"],
    ["linux", "arm64"],
    ["darwin", "x64"],
    ["darwin", "arm64"],
    ["win32", "x64"],
  ])("has a pinned, new enough one for %s %s", (platform, arch) => {
    const name = nodePackage({ ...machine, platform, arch });
    expect(isNewEnough(pinnedVersion(tools, name))).toBe(true);
    const { optionalDependencies } = JSON.parse(readFileSync(join(tools, "package.json"), "utf8"));
    expect(optionalDependencies).toHaveProperty(name, pinnedVersion(tools, name));
  });

  it.each([
    [{ ...machine, musl: true }, "linux-x64 with musl"],
    [{ ...machine, platform: "win32", arch: "arm64" }, "win32-arm64"],
  ])("says what to install where there is none", (odd, target) => {
    const attempt = () => nodePackage(odd);
    expect(attempt).toThrow(BootstrapError);
    expect(attempt).toThrow(new RegExp(`${target}: install Node\\.js 24`));
  });
});
