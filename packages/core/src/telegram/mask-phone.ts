/** Calling codes of two digits (ITU-T E.164, list of assigned country codes). */
const TWO_DIGITS = /^(2[07]|3[0123469]|4[013456789]|5[12345678]|6[0123456]|8[1246]|9[0123458])/;

/** A phone number with all but its country's code and its last two digits replaced. */
export function maskPhone(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replaceAll(/\D/g, "");
  if (digits.length < 7) return null;
  const codeLength = /^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3;
  return `+${digits.slice(0, codeLength)} ••• ••• ${digits.slice(-2)}`;
}
