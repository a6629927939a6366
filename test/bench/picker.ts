import { keys, runAtTerminal } from '../support/terminal.ts';
import type { Ground } from './ground.ts';

/** Opens the picker at a terminal, and leaves it. @returns the ms until it stood there. */
export async function openPicker(ground: Ground, more: Record<string, string>): Promise<number> {
  const { file, args, cwd, env } = ground.chorus([], more);
  const startedAt = performance.now();
  await using terminal = runAtTerminal(file, args, { cwd, env });
  await terminal.until('enter resume');
  const ms = performance.now() - startedAt;
  terminal.type(keys.escape);
  await terminal.ended;
  return ms;
}
