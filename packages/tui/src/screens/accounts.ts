import { accountListHeight, selectedAccount } from "../actions/on-accounts.ts";
import { BLANK, type Line, line, span } from "../components/line.ts";
import { fit } from "../format/fit.ts";
import { plural } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import type { AppState } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import type { AccountRow } from "../view/account-row.ts";
import { rule } from "./frame.ts";

/** The accounts that channels are fetched with. The label is last: it may hold anything. */
export function accountsScreen(state: AppState): Line[] {
  const { rows, list } = state.accounts;
  if (rows === null) return [BLANK, line(span(text`   Loading…`, "dim"))];
  if (rows.length === 0) return nobody(state.size.columns);
  const height = accountListHeight(state);
  const shown = visible(list, rows.length, height);
  const lines = [
    line(span(text` ${plural(rows.length, "account")}`, "strong")),
    line(
      span(
        text`   ${fit(text`PHONE`, 16)}  ${fit(text`STATE`, 18)}  ${fit(text`DC`, 2)}  ACCOUNT`,
        "dim",
      ),
    ),
    ...rows
      .slice(shown.from, shown.to)
      .map((row, index) => rowLine(row, shown.from + index === shown.cursor, state)),
  ];
  while (lines.length < 2 + Math.min(height, rows.length)) lines.push(BLANK);
  const selected = selectedAccount(state);
  return selected === null ? lines : [...lines, rule(state), ...detail(selected, state)];
}

function rowLine(row: AccountRow, isSelected: boolean, { look }: AppState): Line {
  const cursor = (isSelected ? glyphs(look.isAscii).cursor : " ") as SafeText;
  return line(
    span(text` ${cursor} ${fit(row.phone, 16)}  `, isSelected ? "strong" : "plain"),
    span(fit(row.state, 18), row.isReady ? "good" : "warn"),
    span(text`  ${fit(row.dc, 2)}  ${row.label}`, isSelected ? "strong" : "plain"),
  );
}

function detail(row: AccountRow, { size }: AppState): Line[] {
  return [
    line(text` Telegram id ${row.telegramId} · proxy ${row.proxy} · last used ${row.lastUsed}`),
    ...(row.why === null
      ? []
      : wrap(row.why, size.columns - 2).map((each) => line(span(text` ${each}`, "warn")))),
  ];
}

const ADVICE = text`Channels are fetched as an account sees them. Use one that you can spare: its session is kept here, sealed.`;

function nobody(columns: number): Line[] {
  return [
    BLANK,
    line(span(text`   No account of Telegram is logged in.`, "strong")),
    BLANK,
    ...wrap(ADVICE, columns - 6).map((each) => line(text`   ${each}`)),
    BLANK,
    line(text`   a  log in with a QR code`),
    line(text`   p  log in with a phone number`),
  ];
}
