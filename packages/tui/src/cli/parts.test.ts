import { describe, expect, it } from "vitest";
import { backoff } from "../client/backoff.ts";
import { dataDirectory } from "../config/data-directory.ts";
import { readEnvironment } from "../config/environment.ts";
import { absolutePath } from "./absolute-paths.ts";
import { withOption } from "./import.ts";
import { toJsonLine } from "./json.ts";
import { lastMessage } from "./server-log.ts";

describe("a typed path", () => {
  const at = (typed: string) =>
    absolutePath(typed, "/here", { home: "/home/ann", platform: "linux" });

  it("is made absolute however it was typed, pasted or dropped", () => {
    expect(at("export")).toBe("/here/export");
    expect(at("../x/./y")).toBe("/x/y");
    expect(at(" '/a b/c' ")).toBe("/a b/c");
    expect(at("~/Downloads")).toBe("/home/ann/Downloads");
    expect(at("/a\\ b\\(1\\)")).toBe("/a b(1)");
    expect(at("file:///a%20b")).toBe("/a b");
  });

  it("keeps the backslashes of Windows", () => {
    const path = absolutePath("C:\\a b", "C:\\", { home: "C:\\", platform: "win32" });
    expect(path).toContain("C:\\a b");
  });
});

describe("the data folder", () => {
  const none = { override: undefined, xdgDataHome: undefined, localAppData: undefined };
  it("is where each system keeps such things", () => {
    expect(dataDirectory({ ...none, platform: "linux" }, "/h")).toBe("/h/.local/share/telekeep");
    expect(dataDirectory({ ...none, platform: "linux", xdgDataHome: "/x" }, "/h")).toBe(
      "/x/telekeep",
    );
    expect(dataDirectory({ ...none, platform: "darwin" }, "/h")).toBe(
      "/h/Library/Application Support/telekeep",
    );
    expect(dataDirectory({ ...none, platform: "linux", override: "/mine" }, "/h")).toBe("/mine");
  });
});

describe("the environment", () => {
  const terminal = { stdin: { isTTY: true }, stdout: { isTTY: true } };
  const read = (variables: Record<string, string>, streams = terminal) =>
    readEnvironment(variables, streams, "linux", "/here");

  it("is interactive on a real terminal only", () => {
    expect(read({ TERM: "xterm" }).isInteractive).toBe(true);
    expect(read({ TERM: "dumb" }).isInteractive).toBe(false);
    expect(read({ TERM: "xterm", CI: "true" }).isInteractive).toBe(false);
    expect(read({ TERM: "xterm" }, { ...terminal, stdin: { isTTY: false } }).isInteractive).toBe(
      false,
    );
  });

  it("has no colour when NO_COLOR says so", () => {
    expect(read({}).hasColour).toBe(true);
    expect(read({ NO_COLOR: "1" }).hasColour).toBe(false);
    expect(read({ NO_COLOR: "" }).hasColour).toBe(true);
  });

  it("starts relative paths where npm was called", () => {
    expect(read({}).workingDirectory).toBe("/here");
    expect(read({ INIT_CWD: "/there" }).workingDirectory).toBe("/there");
  });
});

describe("a failed import", () => {
  it("names the option that gives a channel its id, where the export has none", () => {
    expect(withOption("It has no id; name its channel id. (IMPORT_REJECTED)")).toBe(
      "It has no id; name its channel id with --channel-id. (IMPORT_REJECTED)",
    );
  });
});

describe("JSON lines", () => {
  it("hold the exact data and no character that steers a terminal", () => {
    const value = { text: "a\u001b\u009b\u202e\u007f\u2028\u{e0061}é😀" };
    const line = toJsonLine(value);
    expect(JSON.parse(line)).toEqual(value);
    expect(line).toMatch(/^[\x20-\x7eé😀]+\n$/u);
  });
});

describe("the last words of a server", () => {
  it("are its error line, whichever format it logs in", () => {
    expect(lastMessage("x\ntelekeep: Port 4000 is taken; choose another with --port.\n")).toBe(
      "Port 4000 is taken; choose another with --port.",
    );
    expect(
      lastMessage('{"level":"info","msg":"hello"}\n{"level":"fatal","msg":"No space left."}\n'),
    ).toBe("No space left.");
    expect(lastMessage("Error: boom\n    at a.ts:1\n\nNode.js v24\n")).toBe("Error: boom");
    expect(lastMessage("")).toBeNull();
  });
});

describe("the wait before another attempt", () => {
  it("doubles from half a second to fifteen, within its upper half", () => {
    expect([0, 1, 2, 10, 99].map((attempt) => backoff(attempt, 1))).toEqual([
      500, 1_000, 2_000, 15_000, 15_000,
    ]);
    expect(backoff(0, 0)).toBe(250);
  });
});
