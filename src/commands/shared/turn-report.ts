import type { ContextUse } from '../../core/activity.ts';
import type { TurnOutcome } from '../../core/outcome.ts';
import { printable } from '../../core/printable.ts';
import { isGoodVerdict } from '../../core/verdict.ts';
import { cacheLine } from '../../terminal/cache-words.ts';
import { evidenceWords, summarizeTurn, summarizeTurnBriefly } from '../../terminal/turn-words.ts';
import type { Context } from './context.ts';
import type { OutputFormat } from './turn-options.ts';

export interface ReportOptions {
  format: OutputFormat;
  quiet?: boolean;
  verbose?: boolean;
  /** How much of the context is used, if anything watched that. */
  used: ContextUse | undefined;
}

/** Prints the result of the turn on stderr, in one line. If standard output already has it, it prints only what needs attention. */
export async function reportOutcome({ stderr, env }: Context, outcome: TurnOutcome, options: ReportOptions): Promise<void> {
  const { format, quiet = false, verbose = false, used } = options;
  const isFine = isGoodVerdict(outcome.verdict.status) && outcome.exitCode === 0;
  const say = (line: string) => stderr.write(`${line}\n`);
  if (verbose && !quiet) say(printable(`chorus: ${evidenceWords(outcome)}`));
  const cache = quiet ? undefined : cacheLine(outcome.turn.cache);
  const isTold = isFine && (quiet || (format !== 'text' && outcome.hints.length === 0));
  if (isTold && cache === undefined) return;
  if (!stderr.isTTY) {
    for (const line of [...(isTold ? [] : [summarizeTurn(outcome)]), ...(cache ? [cache] : [])]) say(printable(`chorus: ${line}`));
  } else {
    const { styleFor } = await import('../../terminal/style.ts');
    const { dim } = styleFor(stderr, env);
    const line = printable(summarizeTurnBriefly(outcome, used, stderr.columns));
    if (!isTold) say(isFine ? dim(line) : line);
    if (cache) say(dim(printable(cache)));
  }
  for (const hint of outcome.hints) say(printable(`chorus: ${hint}`));
}
