import { isValidName } from '../../core/names.ts';
import type { Context } from './context.ts';

interface ReplacingOptions {
  force?: boolean;
  dryRun?: boolean;
  quiet?: boolean;
}

/** Runs what takes the place of a session with `--force`, and then says where the former conversation is. */
export async function tellReplaced<T>(
  { chorus, stderr }: Context,
  { force, dryRun, quiet }: ReplacingOptions,
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  const isTold = force && !dryRun && !quiet && isValidName(name) && chorus.has(name);
  const former = isTold ? await chorus.get(name) : undefined;
  const result = await run();
  if (former && former.state !== 'recorded' && (await chorus.get(name)).sessionId !== former.sessionId) {
    const told = `replaced ${name}; its former conversation is left as it is: claude --resume ${former.sessionId}`;
    stderr.write(`chorus: ${told}\n`);
  }
  return result;
}
