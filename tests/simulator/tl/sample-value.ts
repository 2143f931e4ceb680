import type { BoxedType, Combinator, Schema, TlType } from "./schema.ts";
import type { TlObject, TlValue } from "./value.ts";

/** Numbers below a limit, always the same ones for a seed. */
export type Draw = (below: number) => number;

/** mulberry32: small, and good enough to reach every branch of a codec. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const STRINGS = ["", "a", "ab", "abc", "привет", "日本語", "🗄️", "x".repeat(253), "ы".repeat(300)];
const INTS = [0, 1, -1, 198, 2 ** 31 - 1, -(2 ** 31)];
const LONGS = [0n, 1n, -1n, 777_000n, 2n ** 63n - 1n, -(2n ** 63n)];
const SIZES = [0, 1, 3, 253, 254, 256, 70_000];

/** A valid value of a constructor or method; deeper than `depth` only what is required. */
export function sampleObject(
  schema: Schema,
  combinator: Combinator,
  draw: Draw,
  depth = 3,
): TlObject {
  const object: Record<string, TlValue> & { _: string } = { _: combinator.name };
  const bits = new Map<string, boolean>();
  for (const { name, type, flag } of combinator.fields) {
    if (type.kind === "flags") continue;
    // Fields that share a bit are there together or not at all.
    const key = flag && `${flag.slot}.${flag.mask}`;
    if (key !== null && !bits.has(key)) bits.set(key, depth > 0 && draw(2) === 1);
    const present = key === null || bits.get(key) === true;
    if (type.kind === "true") object[name] = present;
    else if (present) object[name] = sampleValue(schema, type, draw, depth - 1);
    // GramJS cannot hold a message whose id is 0.
    if (name === "id" && object.id === 0) object.id = 1;
  }
  return object;
}

function sampleValue(schema: Schema, type: TlType, draw: Draw, depth: number): TlValue {
  switch (type.kind) {
    case "int":
      return INTS[draw(INTS.length)];
    case "flags":
      return 0;
    case "long":
      return LONGS[draw(LONGS.length)];
    case "double":
      return [0, 1.5, -1e300, 59.33][draw(4)];
    case "int128":
      return Buffer.alloc(16, draw(256));
    case "int256":
      return Buffer.alloc(32, draw(256));
    case "string":
      return STRINGS[draw(STRINGS.length)];
    case "bytes":
      return Buffer.alloc(SIZES[draw(depth > 0 ? SIZES.length : 3)]!, draw(256));
    case "bool":
    case "true":
      return draw(2) === 1;
    case "vector": {
      const length = depth > 0 ? draw(3) : 0;
      return Array.from({ length }, () => sampleValue(schema, type.item, draw, depth - 1));
    }
    case "boxed":
      return sampleObject(schema, choose(type, draw, depth), draw, depth - 1);
    case "bare":
      return sampleObject(schema, type.combinator, draw, depth - 1);
    case "query":
      return sampleObject(schema, schema.methodsByName.get("help.getConfig")!, draw, depth);
  }
}

/** Any constructor; when deep enough the one with the fewest required fields of types. */
function choose(type: BoxedType, draw: Draw, depth: number): Combinator {
  const all = [...type.byId.values()];
  if (depth > 0) return all[draw(all.length)]!;
  const weight = ({ fields }: Combinator) =>
    fields.filter((field) => field.flag === null && field.type.kind === "boxed").length;
  return all.reduce((least, each) => (weight(each) < weight(least) ? each : least));
}
