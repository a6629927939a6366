import { Chalk, type ChalkInstance } from 'chalk';
import { wantsColor } from './color.ts';
import type { OutputStream } from './output-stream.ts';

/** Colours for a stream: only on a terminal, unless the environment or `--no-color` says otherwise. */
export function styleFor(stream: OutputStream, env: NodeJS.ProcessEnv, color = true): ChalkInstance {
  return new Chalk({ level: wantsColor(stream, env, color) ? 1 : 0 });
}
