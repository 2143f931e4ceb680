import { Box, Text } from "ink";
import { memo } from "react";
import type { Line } from "./line.ts";
import { T } from "./t.tsx";

/** One row of the screen, exactly one row high. Drawn again only when its text or looks change. */
export const ScreenLine = memo(function ScreenLine({ value }: { readonly value: Line }) {
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">
        {value.spans.map((each, index) => (
          // Spans have no identity but their place in the line.
          <T key={index} role={each.role}>
            {each.text}
          </T>
        ))}
      </Text>
    </Box>
  );
}, isSameLine);

function isSameLine(before: { readonly value: Line }, after: { readonly value: Line }): boolean {
  const [a, b] = [before.value.spans, after.value.spans];
  return (
    a.length === b.length &&
    a.every((each, index) => each.text === b[index]?.text && each.role === b[index]?.role)
  );
}
