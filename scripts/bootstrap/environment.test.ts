import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cleanEnvironment, toolEnvironment, userDirectory } from "./environment.mjs";

describe("the environment below npm", () => {
  it("loses what npm set for its script", () => {
    const env = {
      HOME: "/home/ann",
      INIT_CWD: "/home/ann",
      npm_config_prefix: "/usr",
      npm_config_user_agent: "npm",
      npm_execpath: "/x/npm-cli.js",
      npm_lifecycle_event: "start",
      npm_package_name: "telekeep",
    };
    expect(cleanEnvironment(env)).toEqual({ HOME: "/home/ann" });
  });

  it("keeps where packages come from", () => {
    const env = { npm_config_registry: "https://npm.example", NPM_CONFIG_CAFILE: "/ca.pem" };
    expect(cleanEnvironment(env)).toEqual(env);
  });

  it("finds the chosen Node and the workspace's tools first, whatever PATH is called", () => {
    const env = toolEnvironment({ Path: "/usr/bin" }, "/repo", "/node/bin/node");
    expect(env).toEqual({
      Path: ["/node/bin", join("/repo", "node_modules", ".bin"), "/usr/bin"].join(delimiter),
    });
  });
});

describe("where the user stands", () => {
  const npm = { npm_package_name: "telekeep", npm_lifecycle_event: "start", INIT_CWD: "/data" };

  it("is INIT_CWD when npm moved to the checkout", () => {
    expect(userDirectory("/repo", "/repo", npm)).toBe("/data");
  });

  it("is the working directory when INIT_CWD is a leftover of an outer call", () => {
    expect(userDirectory("/repo", "/elsewhere", npm)).toBe("/elsewhere");
    expect(userDirectory("/repo", "/repo", { INIT_CWD: "/data" })).toBe("/repo");
    expect(userDirectory("/repo", "/repo", { ...npm, npm_package_name: "other" })).toBe("/repo");
  });
});
