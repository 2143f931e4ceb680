import { Text } from "ink";
import type { SafeText } from "../format/safe-text.ts";
import { LOOKS, type Role } from "../theme.ts";

/** The only door to Ink's text: it takes nothing but safe text, in a role. */
export function T({ role, children }: { readonly role: Role; readonly children: SafeText }) {
  return <Text {...LOOKS[role]}>{children}</Text>;
}
