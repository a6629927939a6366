import { constants } from 'node:os';
import type { Context } from './context.ts';

/** Prints a text, at a terminal through the pager unless `pager` is false. @returns the exit code. */
export async function printPaged(text: string, { stdout, env, world, onSignal }: Context, pager = true): Promise<number> {
  if (!stdout.isTTY || !pager) {
    stdout.write(text);
    return 0;
  }
  const { writePaged } = await import('../../terminal/pager.ts');
  const signal = await writePaged(text, { stdout, env, start: world.start, onSignal });
  return signal === undefined ? 0 : 128 + constants.signals[signal];
}
