import type { AccountSpec } from "../account.ts";

/** The four people who can sign in; every preset has them. */
export const presetAccounts: readonly AccountSpec[] = [
  {
    key: "anna",
    userId: 7_000_000_001,
    firstName: "Anna",
    lastName: "Archer",
    username: "anna_archer",
    phone: "15550001001",
    code: "12345",
    homeDc: 2,
  },
  {
    key: "boris",
    userId: 7_000_000_002,
    firstName: "Борис",
    phone: "15550001002",
    code: "22222",
    password: "correct horse battery staple",
    passwordHint: "four words",
    homeDc: 2,
  },
  {
    key: "carol",
    userId: 900_000_003,
    firstName: "Carol",
    username: "carol_keeps",
    phone: "15550001003",
    code: "333333",
    homeDc: 4,
    takeoutDelay: 86_400,
    premium: true,
  },
  {
    key: "dora",
    userId: 7_000_000_004,
    firstName: "Dora",
    phone: "15550001004",
    code: "44444",
    password: "пароль с пробелами 🔑",
    homeDc: 1,
  },
];

/** When every preset's last message was sent: 2026-11-01T00:00:00Z. */
export const PRESET_END = Date.UTC(2026, 10, 1) / 1000;

export const DAY = 86_400;
