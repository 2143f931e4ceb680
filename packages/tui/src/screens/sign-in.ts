import { BLANK, type Line, line, span } from "../components/line.ts";
import { cellsOf } from "../format/cells.ts";
import { fit } from "../format/fit.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import type { AppState } from "../state/app-state.ts";
import { HIDDEN_STAGES, type LoginStage, type SignInOverlay } from "../state/sign-in-overlay.ts";
import { qrLines } from "../view/qr-lines.ts";
import { inputLine } from "./input-line.ts";
import { bodyHeight } from "./layout.ts";

const LABELS: Readonly<Record<LoginStage, SafeText>> = {
  phone: text`   Phone number, with + and the country's code  `,
  apiId: text`   api_id  `,
  apiHash: text`   api_hash  `,
  code: text`   Code  `,
  password: text`   Password  `,
};

const CREDENTIALS = text`Telegram wants to know which program asks. Sign in at https://my.telegram.org, open “API development tools”, and copy the two values; this is needed once.`;

/** The boxes of signing in and out. */
export function signInLines(state: AppState, overlay: SignInOverlay): Line[] {
  if (overlay.kind === "login") return loginLines(state, overlay);
  return overlay.kind === "qr" ? codeLines(state, overlay) : logOutLines(overlay);
}

function loginLines(state: AppState, overlay: Extract<SignInOverlay, { kind: "login" }>): Line[] {
  const { stage, field, note, failure, isSending } = overlay;
  const width = state.size.columns;
  const paragraph = (words: SafeText, role: "plain" | "bad" | "dim") =>
    wrap(words, width - 6).map((each) => line(span(text`   ${each}`, role)));
  // One sign for each that was typed: nothing of a secret is drawn.
  const drawn = HIDDEN_STAGES.has(stage)
    ? { ...field, value: "•".repeat(field.value.length) }
    : field;
  return [
    BLANK,
    line(span(text`   Log in to Telegram`, "strong")),
    BLANK,
    ...(stage === "apiId" || stage === "apiHash"
      ? [...paragraph(CREDENTIALS, "plain"), BLANK]
      : []),
    ...(note === null ? [] : paragraph(note, "plain")),
    inputLine(LABELS[stage], drawn, width, !isSending),
    BLANK,
    ...(isSending ? [line(span(text`   Asking Telegram…`, "warn"))] : []),
    ...(failure === null ? [] : paragraph(failure, "bad")),
    ...paragraph(text`Codes and passwords are never shown, kept or logged.`, "dim"),
  ];
}

function codeLines(state: AppState, overlay: Extract<SignInOverlay, { kind: "qr" }>): Line[] {
  const { columns } = state.size;
  const left = Math.max(0, Math.ceil((overlay.expiresAt - state.now) / 1000));
  const code = qrLines(overlay.url, overlay.isInverted);
  const codeWidth = cellsOf(code[0] ?? text``);
  const room = columns - codeWidth - 4;
  const fits = !state.look.isAscii && code.length <= bodyHeight(state) && room >= 20;
  const words = [
    text`Scan this with Telegram on your phone: Settings, Devices, Link Desktop Device.`,
    text`Another code follows in ${left} s.`,
    text`Whoever scans it gives this server full access to the account; its session is kept here, sealed.`,
  ];
  if (overlay.showsLink || !fits) {
    const why = fits ? text`` : text`A QR code does not fit here: make one of this link. `;
    return [
      BLANK,
      ...wrap(text`${why}${words[1] ?? text``}`, columns - 4).map((each) => line(text`  ${each}`)),
      BLANK,
      ...wrap(safeText(overlay.url), columns - 4).map((each) => line(text`  ${each}`)),
    ];
  }
  const beside = words.flatMap((each) => [...wrap(each, room), text``]);
  return code.map((each, row) =>
    line(span(fit(each, codeWidth)), text`   ${beside[row - 1] ?? text``}`),
  );
}

function logOutLines({ label }: Extract<SignInOverlay, { kind: "logout" }>): Line[] {
  return [
    BLANK,
    line(span(text`   Log this account out?`, "strong")),
    line(text`   ${label}`),
    BLANK,
    line(text`   Its session ends here and at Telegram. Everything it archived stays;`),
    line(text`   channels that only it can see are not fetched until it logs in again.`),
    BLANK,
    line(span(text`   [ Keep it (esc) ]`, "accent"), span(text`     Log out (y)`)),
  ];
}
