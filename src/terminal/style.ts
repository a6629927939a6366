import { Chalk, type ChalkInstance } from 'chalk';
import { wantsColor } from './color.ts';
import type { OutputStream } from './output-stream.ts';

/** Colours for a stream: on a terminal alone, unless the environment or `--no-color` has the word. */
export function styleFor(stream: OutputStream, env: NodeJS.ProcessEnv, color = true): ChalkInstance {
  return new Chalk({ level: wantsColor(stream, env, color) ? 1 : 0 });
}
