import type { TurnStatus } from '../../core/outcome.ts';
import type { Lineage, VerdictStatus } from '../../core/verdict.ts';
import { wrapParagraph, wrapTerms } from '../wrap.ts';

const verdicts: Record<VerdictStatus, string> = {
  started: 'a new conversation was asked for, and Claude began it under the id that was asked for',
  resumed:
    "the turn descends from the last answer that chorus saw: under the same id or, on a release that changes ids with every resume, under the new one. Where there is no transcript to read, by the ids and the release's rules",
  forked: 'a fork was asked for: a new id, descended from the fork point, and the original is unchanged',
  restarted: 'a fresh conversation under the old name, on purpose: --fresh, onGone=fresh, onModelChange=fresh, or expired',
  'not-found': 'Claude has no such conversation, or it is gone for good and nothing was sent',
  lost: 'Claude answered, but not from this history: blank, another conversation, or a fork that went into the original',
  branched:
    'Claude answered from this history, but from an older point than the last answer: something else wrote in between, or its end is gone. Of a fork: it changed the original, or goes on from an older point',
  unverified: 'there is no evidence: it ended before init, the transcript can not be read or does not show the turn, or none is kept',
};

const lineages: Record<Lineage['status'], string> = {
  proved: "the chain of parents in the transcript leads from the turn's first record to the last answer that chorus saw",
  contradicted: 'it leads elsewhere',
  unavailable: 'no transcript can be seen or read, or no earlier answer is known: the ids alone were judged, or it is unverified',
};

const turns: Record<TurnStatus, string> = {
  ok: 'an answer',
  error: 'Claude reported an error (turn.subtype, turn.apiErrorStatus)',
  denied: 'an answer, but tools were denied (turn.denials); exit 6 with --strict',
  limit: 'maxTurns or maxBudgetUsd was reached',
  interrupted: 'a signal ended it',
  timeout: 'timeout or idleTimeout passed',
  none: 'claude ended without a result',
};

export const verdictMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(verdicts);
export const lineageMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(lineages);
export const turnMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(turns);

const otherFacts =
  'restored is true where the transcript was put back from the vault before the call. drift lists each of model, permissionMode and cwd that the call had otherwise than asked. evidence has the ids that were expected and seen, and how many records the turn added.';

export function text(width: number): string {
  return [
    wrapParagraph('After each call chorus says which conversation answered, by what it saw and not by what was asked:', width),
    wrapTerms([['VERDICT', 'WHEN'], ...verdictMeanings], width),
    wrapParagraph('started, resumed, forked and restarted are good; not-found, lost and branched exit with 3.', width),
    wrapTerms([['LINEAGE', 'WHAT THE VERDICT RESTS ON'], ...lineageMeanings], width),
    wrapParagraph(otherFacts, width),
    wrapParagraph('How the turn itself went is another matter: a resumed turn can fail, and a lost one can have a fine answer.', width),
    wrapTerms([['TURN', 'MEANING'], ...turnMeanings], width),
  ].join('\n\n');
}
