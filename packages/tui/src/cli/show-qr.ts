import { clockTime } from "../format/time.ts";
import { qrLines } from "../view/qr-lines.ts";
import type { CommandContext } from "./command-context.ts";

/** Black on white whatever the terminal's theme is: scanners are made for that. */
const PAPER = "\u001b[97;40m";
const PLAIN = "\u001b[0m";

/** Shows one code after another, each in the place of the one before where a terminal can do that. */
export interface ShownQr {
  show(url: string, expiresAt: string): void;
}

export function createShownQr({
  streams,
  environment,
  isJson,
  printJson,
}: CommandContext): ShownQr {
  const { stderr } = streams;
  let drawn = 0;
  return {
    show(url, expiresAt) {
      if (isJson) {
        printJson({ type: "qr", loginUrl: url, expiresAt });
        return;
      }
      const code = qrLines(url, false);
      const isDrawable = environment.hasUnicode && stderr.isTTY;
      const isTooWide = (code[0]?.length ?? 0) > (stderr.columns ?? 80);
      const lines = [
        "Scan this in a Telegram app: Settings, Devices, Link Desktop Device.",
        ...(isDrawable && !isTooWide
          ? code.map((line) => (environment.hasColour ? `${PAPER}${line}${PLAIN}` : line))
          : [`As a QR code it does not fit here; make one of this link: ${url}`]),
        `Another one follows at ${clockTime(Date.parse(expiresAt))}. Ctrl-C gives up.`,
      ];
      const back = stderr.isTTY && drawn > 0 ? `\u001b[${drawn}A\u001b[J` : "";
      stderr.write(`${back}${lines.join("\n")}\n`);
      drawn = lines.length;
    },
  };
}
