import { newestMeasured } from '../../claude/call/releases.ts';
import { printable } from '../../core/printable.ts';
import { commandLine } from '../../core/shell.ts';
import { exitCodes } from '../../errors.ts';
import type { PreparedTurn } from '../../turn/prepare.ts';
import type { Context } from './context.ts';
import { outputFormat, type TurnOptions } from './turn-options.ts';

/** Prints what a turn would run. @returns the exit code. */
export function printPreview({ stdout, stderr }: Context, options: TurnOptions, prepared: PreparedTurn): number {
  const { installation, argv, release, session, plan } = prepared;
  const isGone = plan.kind === 'gone';
  const asText = (text: string) => (stdout.isTTY ? printable(text) : text);
  if (outputFormat(options) !== 'text') {
    const preview = {
      session: session.name,
      sessionId: session.sessionId,
      plan: plan.kind,
      cwd: session.cwd,
      claude: { release: release ?? null, path: installation.path, argv: isGone ? [] : argv },
    };
    stdout.write(`${JSON.stringify(preview)}\n`);
  } else if (!isGone) stdout.write(`${asText(commandLine(installation.path, argv))}\n`);
  if (isGone) {
    stderr.write(
      `chorus: nothing would be sent: the conversation of ${session.name} is gone. chorus resume ${session.name} --fresh starts afresh.\n`,
    );
    return exitCodes.continuity;
  }
  if (options.quiet || outputFormat(options) !== 'text') return 0;
  const taken = release === undefined ? `; the release of claude is not known yet, and taken for ${newestMeasured}` : '';
  stderr.write(printable(`chorus: in ${session.cwd}, the prompt on standard input; nothing was started${taken}\n`));
  return 0;
}
