import type { Account, PhoneSignIn, QrSignIn } from "@telekeep/core";
import { NotFound, TelekeepError } from "@telekeep/core";

/** A sign-in as clients see it. */
export interface LoginFlow {
  readonly id: string;
  readonly expiresAt: Date;
  readonly step: (PhoneSignIn | QrSignIn)["step"];
  /** The code to be scanned, while one is to be. Secret until it expires. */
  readonly qr: { readonly url: string; readonly expiresAt: Date } | null;
  /** When the code may be sent another way. */
  readonly canResendAt: Date | null;
  /** Once it is done. */
  readonly account: Account | null;
  /** Why nothing will come of it. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export interface LoginRequest {
  /** Null: by QR code. */
  readonly phone: string | null;
  readonly label: string | null;
  readonly proxy: string | null;
}

/** Whether nothing more will come of it. */
export function isOver({ account, failure }: LoginFlow): boolean {
  return account !== null || failure !== null;
}

/** Whether a sign-in is by QR code. */
export function isScanned(signIn: PhoneSignIn | QrSignIn): signIn is QrSignIn {
  return "tokens" in signIn;
}

/** When the code that a step waits for may be sent another way; null when it may not. */
export function resendAt(step: LoginFlow["step"]): Date | null {
  if (step.needs !== "code" || step.another === null) return null;
  return new Date(Date.now() + step.another.afterSeconds * 1000);
}

/** What is thrown for a sign-in that nobody is at. */
export function unknownFlow(id: string): NotFound {
  return new NotFound(id, "This sign-in is over or was never begun; begin a new one.");
}

/** An error as the end of a sign-in; what nobody expected stays untold. */
export function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof TelekeepError) return { code: error.code, message: error.message };
  return { code: "UNEXPECTED", message: "The sign-in failed for a reason that nobody foresaw." };
}
