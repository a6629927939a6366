import { printable } from '../../core/printable.ts';
import { commandLine } from '../../core/shell.ts';
import { exitCodes } from '../../errors.ts';
import type { TurnPreview } from '../../library/turn-preview.ts';
import type { Context } from './context.ts';
import { outputFormat, type TurnOptions } from './turn-options.ts';

/** Prints what a turn would run. @returns the exit code. */
export function printPreview({ stdout, stderr }: Context, options: TurnOptions, preview: TurnPreview): number {
  const { session, sessionId, plan, cwd } = preview;
  const { path, release, assumedRelease, argv } = preview.claude;
  const isUnsent = plan === 'gone' || plan === 'incomplete';
  const asText = (text: string) => (stdout.isTTY ? printable(text) : text);
  if (outputFormat(options) !== 'text') {
    stdout.write(`${JSON.stringify({ session, sessionId, plan, cwd, claude: { release, path, argv } })}\n`);
  } else if (!isUnsent) stdout.write(`${asText(commandLine(path, argv))}\n`);
  if (isUnsent) {
    const why =
      plan === 'gone'
        ? `the conversation of ${session} is gone. chorus resume ${session} --fresh starts a new one.`
        : `its transcript lacks records that the vault has. chorus vault restore ${session} puts them back.`;
    stderr.write(`chorus: nothing would be sent: ${why}\n`);
    return exitCodes.continuity;
  }
  if (options.quiet || outputFormat(options) !== 'text') return 0;
  const assumed = release === null ? `; the release of claude is not known yet: assuming ${assumedRelease}` : '';
  stderr.write(printable(`chorus: in ${cwd}, with the prompt on standard input; nothing was started${assumed}\n`));
  return 0;
}
