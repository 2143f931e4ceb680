/** The value that a part (0 to 1) of all values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const last = values.length - 1;
  return values.toSorted((a, b) => a - b)[Math.min(last, Math.floor(values.length * part))]!;
}
