import { Chalk, type ChalkInstance } from 'chalk';
import type { OutputStream } from '../context.ts';

/** Colours for a stream: on a terminal alone, unless the environment or `--no-color` has the word. */
export function styleFor(stream: OutputStream, env: NodeJS.ProcessEnv, color = true): ChalkInstance {
  const forced = env.FORCE_COLOR;
  const isOn =
    forced !== undefined && forced !== '0' && forced !== 'false' ? true : stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return new Chalk({ level: color && isOn ? 1 : 0 });
}
