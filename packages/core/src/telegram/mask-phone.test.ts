import { expect, it } from "vitest";
import { maskPhone } from "./mask-phone.ts";

it.each([
  ["15550001001", "+1 ••• ••• 01"],
  ["+7 999 123-45-12", "+7 ••• ••• 12"],
  ["491701234567", "+49 ••• ••• 67"],
  ["380501234589", "+380 ••• ••• 89"],
  ["88812345", "+888 ••• ••• 45"],
  ["", null],
  ["123", null],
  [null, null],
  [undefined, null],
])("the phone number %s is shown as %s", (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown);
});
