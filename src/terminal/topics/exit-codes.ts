import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** Every exit code and its meaning: the help, the README and the reference all show this table. */
export const exitCodeMeanings: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'the turn is ok and the verdict is good'],
  ['1', 'the turn failed: Claude reported an error, ended without a result, or did nothing at all'],
  ['2', 'usage: unknown command or option, bad value'],
  ['3', 'continuity: not-found, lost, truncated or branched (the answer, if any, is still printed)'],
  ['4', 'a limit: max turns, budget of the call or the session, usage limit of the account'],
  ['5', 'busy: another call holds the session (--no-wait, or --wait is over)'],
  ['6', 'tools were denied, with --strict'],
  ['7', 'stored data cannot be read or written; doctor found a problem'],
  ['8', 'no such session'],
  ['124', '--timeout or --idle-timeout passed'],
  ['127', 'claude was not found, or cannot run'],
  ['128+n', 'ended by signal n (130: Ctrl-C)'],
];

export function text(width: number): string {
  const order = 'If several apply, the first of these counts: what stopped the call, continuity, how the turn went.';
  return [wrapTerms([['CODE', 'MEANING'], ...exitCodeMeanings], width), wrapParagraph(order, width)].join('\n\n');
}
