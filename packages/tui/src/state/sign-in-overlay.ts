import type { SafeText } from "../format/safe-text.ts";
import type { TextField } from "./text-field.ts";

/** What is being typed: the two values of my.telegram.org come first where they are missing. */
export type LoginStage = "phone" | "apiId" | "apiHash" | "code" | "password";

/** The boxes of signing in and out. What is typed here is forgotten as soon as it is sent. */
export type SignInOverlay =
  | {
      readonly kind: "login";
      readonly stage: LoginStage;
      readonly field: TextField;
      /** The sign-in under way; null before there is one. */
      readonly flowId: string | null;
      /** What to begin with once the credentials are known; null phone: by QR code. */
      readonly phone: string | null;
      readonly apiId: string;
      readonly note: SafeText | null;
      readonly failure: SafeText | null;
      readonly isSending: boolean;
    }
  | {
      readonly kind: "qr";
      readonly flowId: string;
      readonly url: string;
      /** Milliseconds since 1970, by the server's clock. */
      readonly expiresAt: number;
      readonly isInverted: boolean;
      readonly showsLink: boolean;
    }
  | { readonly kind: "logout"; readonly telegramId: string; readonly label: SafeText };

/** Stages whose text is never drawn. */
export const HIDDEN_STAGES: ReadonlySet<LoginStage> = new Set(["apiHash", "code", "password"]);
