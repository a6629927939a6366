import type { CacheVerdict } from '../../core/cache.ts';
import type { TurnStatus } from '../../core/outcome.ts';
import type { Lineage, VerdictStatus } from '../../core/verdict.ts';
import { wrapParagraph, wrapTerms } from '../wrap.ts';

const verdicts: Record<VerdictStatus, string> = {
  started: 'a new conversation was asked for, and Claude started it under the requested id',
  resumed:
    "the turn descends from the last answer that chorus saw, and all of the history behind it was there for the model, back to the newest compaction; under the same id, or under a new one on a release that changes ids with every resume. Without a readable transcript the ids and the release's rules decide",
  forked: 'a fork was asked for; it has a new id, descends from the fork point with all of its history, and the original is unchanged',
  restarted: 'a fresh conversation under the old name, on purpose: --fresh, onGone=fresh, onModelChange=fresh, /clear, or expired',
  truncated:
    'Claude answered from this conversation, but part of the history behind the last answer was not there for the model: a broken link, or records are missing. If the transcript lacks records that the vault has, nothing is sent (turn none). Each turn says so until the history is whole again, or chorus vault restore or vault accept was called',
  'not-found': 'Claude has no such conversation, or it is gone for good; nothing was sent',
  lost: 'Claude answered, but not from this history: from none, from another conversation, or, for a fork, in the original',
  branched:
    'Claude answered from this history, but from an older point than the last answer: something else wrote in between, or the end is gone. For a fork: it changed the original, or continues from an older point',
  unverified: 'there is no evidence: claude ended before init, the transcript cannot be read or does not have the turn, or none is kept',
};

const lineages: Record<Lineage['status'], string> = {
  proved: "the chain of parents in the transcript leads from the turn's first record to the last answer that chorus saw",
  contradicted: 'it leads elsewhere',
  unavailable:
    'there is no readable transcript, or no earlier answer is known, or the ids of messages are not unique: only the ids were judged, or it is unverified',
};

const turns: Record<TurnStatus, string> = {
  ok: 'an answer',
  error: 'Claude reported an error (turn.subtype, turn.apiErrorStatus)',
  denied: 'an answer, but tools were denied (turn.denials); exit 6 with --strict',
  limit: 'maxTurns or maxBudgetUsd was reached, or a usage limit of the account (turn.usageLimit says when it resets)',
  interrupted: 'a signal ended it',
  timeout: 'timeout or idleTimeout passed',
  empty: 'nothing happened: a result came, but the model was not asked (a /command that failed or does not exist); exit 1',
  none: 'nothing was sent, or claude ended without a result',
};

const caches: Record<CacheVerdict['status'], string> = {
  warm: 'what the last turn left in the cache was read, or nearly all of it',
  cold: 'it had expired: the last turn ended longer ago than the cache lives (5 minutes, or an hour)',
  broken: 'it was young, and was not read: something that stands before the messages changed',
};

export const verdictMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(verdicts);
export const lineageMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(lineages);
export const turnMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(turns);

export const cacheMeanings: readonly (readonly [status: string, meaning: string])[] = Object.entries(caches);

export const cacheFacts =
  "turn.cache says whether the turn's first request read the prompt cache: its status, missedTokens (those that were in the cache and had to be sent anew), costUsd (what that cost more, estimated at the rate of the turn), and because (how long ago the last turn was, or what changed: release, model, system prompt, tools, MCP servers, directory, environment, an option, the transcript). It is null if that cannot be told: a first turn, another conversation, a compaction or /clear in between, an interactive run, no usage, nothing written to the cache. A miss of more than $0.10 has a line on standard error, except with --quiet.";

const otherFacts =
  'restored is true if the transcript was restored from the vault before the call. drift lists model, permissionMode and cwd if the call used another value than asked for, and release if the command line was made for another release of claude than the one that answered (one path can give several: asdf, mise, volta, a wrapper) and would have been another one for that; the next call gets it right. evidence has the expected and the seen ids, how many records the turn added, how many earlier messages can be reached from it (messages: before, after the last good turn, and reachable, now), and tokens of the context (context: before, at the end of that turn, and first, in the first request).';

export function text(width: number): string {
  return [
    wrapParagraph('After each call chorus says which conversation answered, judged by what it saw, not by what was asked:', width),
    wrapTerms([['VERDICT', 'WHEN'], ...verdictMeanings], width),
    wrapParagraph('started, resumed, forked and restarted are good; not-found, lost, truncated and branched exit with 3.', width),
    wrapTerms([['LINEAGE', 'WHAT THE VERDICT RESTS ON'], ...lineageMeanings], width),
    wrapParagraph(otherFacts, width),
    wrapParagraph('How the turn itself went is separate: a resumed turn can fail, and a lost one can have a good answer.', width),
    wrapTerms([['TURN', 'MEANING'], ...turnMeanings], width),
    wrapTerms([['CACHE', 'MEANING'], ...cacheMeanings], width),
    wrapParagraph(cacheFacts, width),
  ].join('\n\n');
}
