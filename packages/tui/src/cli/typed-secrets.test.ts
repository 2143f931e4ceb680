import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Person } from "./ask-person.ts";
import type { CommandContext } from "./command-context.ts";
import { typedProxy } from "./typed-proxy.ts";
import { vaultVariables } from "./vault-variables.ts";

/** Somebody at a terminal, or a pipe, who enters this line; and what was shown to them. */
function context(isTerminal: boolean, typed = "") {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  stdin.end(`${typed}\n`);
  let shown = "";
  stderr.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const streams = {
    stdin: Object.assign(stdin, { isTTY: isTerminal, setRawMode: () => {} }),
    stderr,
  };
  const signal = new AbortController().signal;
  return { context: { streams, signal } as unknown as CommandContext, shown: () => shown };
}

const person = (typed: string): Person => ({
  ask: async (_question, options) => {
    expect(options).toEqual({ isSecret: true });
    return typed;
  },
  [Symbol.dispose]: () => {},
});

describe("a proxy on the command line", () => {
  it("may be an address without a login, and is asked for otherwise", async () => {
    expect(await typedProxy("socks5://127.0.0.1:9050", person(""))).toBe("socks5://127.0.0.1:9050");
    expect(await typedProxy("-", person("socks5://me:word@h:1"))).toBe("socks5://me:word@h:1");
    await expect(typedProxy("-", person(""))).rejects.toThrow(/No address/);
  });

  it.each([
    "socks5://me:canary@h:1",
    "mtproxy://canary@h:1",
    "tg://proxy?server=h&port=1&secret=canary",
    "https://t.me/socks?server=h&port=1&user=a&pass=canary",
  ])("%s is refused, and not repeated", async (given) => {
    await expect(typedProxy(given, person(""))).rejects.toThrow(/^(?!.*canary).*write - instead/);
  });
});

describe("the passphrase of the vault", () => {
  const asked = { TELEKEEP_VAULT_PASSPHRASE: "ask", PATH: "/bin" };

  it("is asked for at a terminal, without being shown, when that is wanted", async () => {
    const { context: at, shown } = context(true, "correct horse");
    expect(await vaultVariables(at, asked)).toEqual({
      TELEKEEP_VAULT_PASSPHRASE: "correct horse",
      PATH: "/bin",
    });
    expect(shown()).toContain("Passphrase of the vault");
    expect(shown()).not.toContain("horse");
  });

  it("is not asked for elsewhere, nor where it is given", async () => {
    await expect(vaultVariables(context(false).context, asked)).rejects.toThrow(/needs a terminal/);
    await expect(vaultVariables(context(true).context, asked)).rejects.toThrow(/No passphrase/);
    const given = { TELEKEEP_VAULT_PASSPHRASE: "given" };
    expect(await vaultVariables(context(false).context, given)).toBe(given);
  });
});
