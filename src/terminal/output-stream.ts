import type { Writable } from 'node:stream';

/** A stream that may be a terminal; then it has a size, in characters. */
export type OutputStream = Writable & { isTTY?: boolean; columns?: number; rows?: number };
