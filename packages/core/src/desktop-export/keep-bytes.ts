const SLAB_BYTES = 512 * 1024;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * A copy of some bytes, beside the copies made before and after it. A page's messages are kept and
 * let go together, and a thousand of them in two pieces of memory are much less work for the
 * collector of garbage than in the small pools of Buffer.from.
 */
export function keepBytes(bytes: Buffer): Buffer {
  if (bytes.length > SLAB_BYTES / 8) return Buffer.from(bytes);
  if (used + bytes.length > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const copy = slab.subarray(used, used + bytes.length);
  copy.set(bytes);
  used += bytes.length;
  return copy;
}
