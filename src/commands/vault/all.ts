import { formatCount, formatSize } from '../../core/amounts.ts';
import { printable } from '../../core/printable.ts';
import { exitCodeOf, exitCodes, isChorusError } from '../../errors.ts';
import type { KeptAll, Uncopied } from '../../library/keep-all.ts';
import type { Context } from '../shared/context.ts';
import { readHold } from '../shared/hold.ts';

interface AllOptions {
  hook?: boolean | undefined;
  json?: boolean | undefined;
}

/** A hook holds up the end of a `claude`, in seconds; what another call is copying meanwhile, it need not copy. */
const hookWait = 10;

/** Copies every conversation. A hook says nothing unless something failed. */
export async function copyAll({ hook, json }: AllOptions, context: Context): Promise<number> {
  try {
    const { observer } = readHold(context, {});
    const kept = await context.chorus.keepAll(hook ? { wait: hookWait } : { observer });
    if (json) context.stdout.write(`${JSON.stringify(kept)}\n`);
    else if (!hook) sayKept(context, kept);
    for (const each of kept.uncopied) if (!hook || each.reason === 'failed') context.stderr.write(`chorus: ${printable(wordsFor(each))}\n`);
    return kept.uncopied.some(({ reason }) => reason === 'failed') ? exitCodeOf['file-unwritable'] : exitCodes.ok;
  } catch (error) {
    if (hook && isChorusError(error, 'busy')) return exitCodes.ok;
    throw error;
  }
}

function sayKept({ chorus, stderr }: Context, { conversations, copied, bytes }: KeptAll): void {
  const what = `${formatCount(copied, 'conversation')} of ${conversations} copied, ${formatSize(bytes)} new`;
  stderr.write(`chorus: ${what}, in ${printable(chorus.paths.vault)}\n`);
}

function wordsFor({ sessionId, path, reason, message }: Uncopied): string {
  switch (reason) {
    case 'busy':
      return `${sessionId}: not copied: a turn is running`;
    case 'incomplete':
      return `${sessionId}: not copied: it lacks records that the vault has: chorus vault restore ${sessionId}, or chorus vault accept ${sessionId}`;
    case 'damaged':
      return `${sessionId}: not copied: it is damaged: chorus vault restore ${sessionId}`;
    case 'failed':
      return `${path}: not copied: ${message}`;
  }
}
