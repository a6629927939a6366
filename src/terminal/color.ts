import type { OutputStream } from './output-stream.ts';

/** Whether a stream gets colours: on a terminal alone, unless the environment or `--no-color` has the word. */
export function wantsColor(stream: OutputStream, env: NodeJS.ProcessEnv, color = true): boolean {
  if (!color) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '0' && forced !== 'false') return true;
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}
