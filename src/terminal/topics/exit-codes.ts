import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** Every exit code and its meaning: the one table that the help, the README and the reference show. */
export const exitCodeMeanings: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'the turn is ok and the verdict is good'],
  ['1', 'the turn failed: Claude reported an error, or ended without a result'],
  ['2', 'usage: unknown command, option or session, bad value'],
  ['3', 'continuity: not-found, lost or branched (the answer, if any, is still printed)'],
  ['4', 'a limit: max turns, budget of the call, budget of the session'],
  ['5', 'busy: another call holds the session and waiting was not wanted'],
  ['6', 'tools were denied, with --strict'],
  ['7', 'what is kept can not be read or written'],
  ['8', 'there is no such session'],
  ['124', '--timeout or --idle-timeout passed'],
  ['127', 'claude was not found'],
  ['128+n', 'ended by signal n (130: Ctrl-C)'],
];

export function text(width: number): string {
  const order = 'Where several hold: what stopped the call comes first, then continuity, then how the turn went.';
  return [wrapTerms([['CODE', 'MEANING'], ...exitCodeMeanings], width), wrapParagraph(order, width)].join('\n\n');
}
