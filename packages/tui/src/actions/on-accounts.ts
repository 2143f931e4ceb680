import type { Session } from "../effects/session.ts";
import { bodyHeight } from "../screens/layout.ts";
import type { AppState } from "../state/app-state.ts";
import { moveTo, visible } from "../state/list-window.ts";
import type { SignInOverlay } from "../state/sign-in-overlay.ts";
import type { AccountRow } from "../view/account-row.ts";
import { type Action, needsServer } from "./action.ts";
import { movements } from "./list-keys.ts";

/** Rows of the account list. */
export function accountListHeight(state: AppState): number {
  return Math.max(1, bodyHeight(state) - 8);
}

/** The account under the cursor. */
export function selectedAccount(state: AppState): AccountRow | null {
  const { rows, list } = state.accounts;
  const all = rows ?? [];
  return all[visible(list, all.length, accountListHeight(state)).cursor] ?? null;
}

function whyNotUse(state: AppState): string | null {
  return selectedAccount(state) === null ? "there is no account" : needsServer(state);
}

function changeQr(change: (qr: Extract<SignInOverlay, { kind: "qr" }>) => SignInOverlay) {
  return ({ store }: Session) =>
    store.set((state) =>
      state.overlay?.kind === "qr" ? { ...state, overlay: change(state.overlay) } : state,
    );
}

/** Actions of the account list, and of the boxes of signing in and out. */
export const ON_ACCOUNTS: readonly Action[] = [
  {
    id: "accounts.qr",
    keys: ["a"],
    where: ["accounts"],
    hint: "log in by QR",
    help: "log an account in with a QR code",
    whyNot: needsServer,
    run: (session) => session.signIn.begin("qr"),
  },
  {
    id: "accounts.phone",
    keys: ["p"],
    where: ["accounts"],
    hint: "by phone",
    help: "log an account in with its phone number and a code",
    whyNot: needsServer,
    run: (session) => session.signIn.begin("phone"),
  },
  {
    id: "accounts.check",
    keys: ["c"],
    where: ["accounts"],
    hint: "check",
    help: "go the account's way to Telegram: proxy, handshake, session",
    whyNot: whyNotUse,
    run: (session) => {
      const account = selectedAccount(session.store.get());
      if (account !== null) session.accounts.check(account.telegramId);
    },
  },
  {
    id: "accounts.logOut",
    keys: ["L"],
    where: ["accounts"],
    hint: "log out",
    help: "log the account out, here and at Telegram; asks first",
    whyNot: whyNotUse,
    run: ({ store }) =>
      store.set((state) => {
        const account = selectedAccount(state);
        if (account === null) return state;
        const { telegramId, label } = account;
        return { ...state, overlay: { kind: "logout", telegramId, label } };
      }),
  },
  ...movements("accounts", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { list, rows: all } = state.accounts;
        const height = accountListHeight(state);
        const moved = moveTo(list, list.cursor + rows, all?.length ?? 0, height);
        return { ...state, accounts: { ...state.accounts, list: moved } };
      }),
    page: ({ store }) => accountListHeight(store.get()),
  }),
  {
    id: "login.submit",
    keys: ["enter"],
    where: ["login"],
    hint: "go on",
    help: "hand in what was typed",
    whyNot: ({ overlay }) => {
      if (overlay?.kind !== "login") return null;
      if (overlay.isSending) return "Telegram is being asked";
      return overlay.field.value.trim() === "" ? "type it first" : null;
    },
    run: (session) => session.signIn.submit(),
  },
  {
    id: "login.giveUp",
    keys: ["esc"],
    where: ["login", "qr"],
    hint: "give up",
    help: "give the login up",
    run: (session) => session.signIn.giveUp(),
  },
  {
    id: "qr.phone",
    keys: ["c"],
    where: ["qr"],
    hint: "use a code",
    help: "use the phone number and a code instead",
    run: (session) => {
      session.signIn.giveUp();
      session.signIn.begin("phone");
    },
  },
  {
    id: "qr.link",
    keys: ["u"],
    where: ["qr"],
    hint: "show the link",
    help: "show the link that the QR code holds",
    run: changeQr((qr) => ({ ...qr, showsLink: !qr.showsLink })),
  },
  {
    id: "qr.invert",
    keys: ["i"],
    where: ["qr"],
    hint: "invert",
    help: "swap light and dark, for terminals with a light background",
    run: changeQr((qr) => ({ ...qr, isInverted: !qr.isInverted })),
  },
  {
    id: "logout.yes",
    keys: ["y"],
    where: ["logout"],
    hint: "log out",
    help: "log the account out",
    whyNot: needsServer,
    run: (session) => {
      const { overlay } = session.store.get();
      if (overlay?.kind !== "logout") return;
      session.store.set((state) => ({ ...state, overlay: null }));
      session.accounts.logOut(overlay.telegramId);
    },
  },
  {
    id: "logout.no",
    keys: ["esc", "enter", "n"],
    where: ["logout"],
    hint: "keep it",
    help: "keep the account logged in",
    run: ({ store }) => store.set((state) => ({ ...state, overlay: null })),
  },
];
