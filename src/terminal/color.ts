import type { OutputStream } from './output-stream.ts';

/** Whether to use colours on a stream: only on a terminal, unless the environment or `--no-color` says otherwise. */
export function wantsColor(stream: OutputStream, env: NodeJS.ProcessEnv, color = true): boolean {
  if (!color) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '0' && forced !== 'false') return true;
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}
