import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { runCommand } from "../test-support/run-command.ts";
import type { Streams } from "./cli/command-context.ts";
import { readEnvironment } from "./config/environment.ts";
import { main } from "./main.ts";

it("does not mind a reader that leaves, even after the command is done", async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const options = {
    environment: readEnvironment({}, { stdin: {}, stdout: {} }),
    streams: { stdin, stdout, stderr } as unknown as Streams,
    signal: new AbortController().signal,
  };
  for (let runs = 0; runs < 2; runs++) expect(await main(["--version"], options)).toBe(0);
  process.exitCode = undefined;
  const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });
  for (const stream of [stdout, stderr]) {
    expect(() => stream.emit("error", failure("EPIPE"))).not.toThrow();
    expect(() => stream.emit("error", failure("ENOSPC"))).toThrow("ENOSPC");
    expect(stream.listenerCount("error")).toBe(1);
  }
});

it("repeats no byte of what was typed that a terminal obeys", async () => {
  for (const argv of [["bad\u001b]0;x\u0007cmd"], ["jobs", "--\u001b[2Jx\u009b"]]) {
    const { code, out, err } = await runCommand(argv);
    expect(code).toBe(2);
    expect(err).toMatch(/^telekeep: unknown (command|option)/);
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});
