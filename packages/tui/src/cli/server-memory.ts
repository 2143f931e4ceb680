/*
 * What holds the memory of a server that imports and indexes at once to about 300 MB. Left alone, both
 * V8 and the C library take new memory sooner than they look for what is free: the same work then
 * needs half as much again (scripts/bench-memory.ts) and is no quicker (scripts/bench-import.ts).
 */

/**
 * An import makes much that dies young; 16 MB are room for it. What grew old may double before V8
 * collects it, where it would wait for four times as much.
 */
export const MEMORY_FLAGS: readonly string[] = [
  "--max-semi-space-size=16",
  "--heap-growing-percent=100",
];

/**
 * For glibc (mallopt(3)); other C libraries do not look. Blocks of 256 KiB and more, such as a
 * page's rows, go back to the system when they are freed, and all threads share one pool.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "262144",
  MALLOC_TRIM_THRESHOLD_: "262144",
};

/** A server's environment variables; what the user has set stays. */
export function memoryVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...ALLOCATOR, ...variables };
}
