import type { Evidence, Judgement, Lineage, VerdictStatus } from '../core/verdict.ts';
import type { InitMessage, ResultMessage } from './stream/messages.ts';
import { findTruncation, type HistoryEvidence } from './wholeness.ts';

export interface TurnEvidence {
  asked: 'start' | 'restart' | 'resume' | 'fork';
  /** The id of the conversation that was asked for: a new one for a start, the old one for a resume; null if the release chooses it. */
  expectedId: string | null;
  /** The conversation that a fork branches from. */
  parentId?: string | undefined;
  /** The release changes the id on every resume. */
  resumeChangesId: boolean;
  /** Claude was told to keep no transcript. */
  noPersistence: boolean;
  init: InitMessage | undefined;
  /** False if the id in `init` is not a UUID. Such an id is not followed, since paths are made from ids. */
  isIdWellFormed?: boolean | undefined;
  result: ResultMessage | undefined;
  /** Standard error of `claude`. */
  stderr: string;
  lineage: Lineage;
  recordsAdded: number | null;
  history: HistoryEvidence;
  /** For a fork: whether the original's transcript got records of the fork, or lost some of its own. */
  parentChanged?: boolean | undefined;
}

/**
 * What happened to the conversation, judged by what was seen. Lineage decides. Ids are the fallback if no transcript can be
 * read, since comparing them is wrong in both directions: on 1.0.60 – 1.0.123 a new id is a good resume, and 2.1.200 and later
 * repeat the id that was asked for in the `result` of a conversation that they do not have.
 */
export function judgeTurn(seen: TurnEvidence): Judgement {
  const { init, lineage } = seen;
  const judgement = (status: VerdictStatus, reason: string): Judgement => ({ status, reason, evidence: evidenceOf(seen) });
  if (lineage.status === 'unavailable' && isRefusal(seen)) return judgement('not-found', 'Claude has no such conversation');
  if (!init) return judgement('unverified', 'it ended before init');
  if (seen.isIdWellFormed === false) return judgement('lost', 'Claude answered under an invalid id');
  const isStart = seen.asked === 'start' || seen.asked === 'restart';
  if (isStart && init.session_id !== seen.expectedId) return judgement('lost', 'Claude began another conversation than the one asked for');
  if (lineage.status === 'unavailable' && lineage.because === 'unreadable') return judgement('unverified', 'the transcript cannot be read');
  if (lineage.status === 'unavailable' && lineage.because === 'no-records') {
    return judgement('unverified', 'the transcript does not show the turn');
  }
  if (lineage.status === 'unavailable' && lineage.because === 'ids-not-unique') {
    return judgement('unverified', 'the ids of messages are not unique, and this release keeps no others');
  }
  if (seen.asked === 'start') return judgement('started', 'a new conversation');
  if (seen.asked === 'restart') return judgement('restarted', 'a fresh conversation under the old name');
  if (seen.noPersistence) return judgement('unverified', 'Claude keeps no transcript (noSessionPersistence)');
  return seen.asked === 'fork' ? judgeFork(seen, init, judgement) : judgeResume(seen, init, judgement);
}

/** What a verdict shows of what it rests on. */
export function evidenceOf(seen: Pick<TurnEvidence, 'expectedId' | 'init' | 'result' | 'lineage' | 'recordsAdded' | 'history'>): Evidence {
  const { before, reach, context } = seen.history;
  return {
    expectedId: seen.expectedId,
    initId: seen.init?.session_id ?? null,
    resultId: seen.result?.session_id ?? null,
    lineage: seen.lineage.status,
    recordsAdded: seen.recordsAdded,
    messages: { before, reachable: reach?.reachable ?? null },
    context: { before: context.before, first: context.first },
  };
}

type Judge = (status: VerdictStatus, reason: string) => Judgement;

function judgeResume(seen: TurnEvidence, init: InitMessage, judgement: Judge): Judgement {
  const { lineage, resumeChangesId, expectedId } = seen;
  switch (lineage.status) {
    case 'proved': {
      const truncation = findTruncation(seen.history);
      if (truncation) return judgement('truncated', truncation);
      return judgement('resumed', init.session_id === expectedId ? 'descends from the tip' : 'descends from the tip, under a new id');
    }
    case 'contradicted':
      return lineage.from === 'older-point'
        ? judgement('branched', 'goes on from an older point: something else wrote to the conversation, or its end is gone')
        : judgement('lost', 'Claude answered from another history');
    case 'unavailable': {
      const isSame = init.session_id === expectedId;
      if (isSame !== resumeChangesId) return judgement('resumed', `by its id alone: ${unavailability(lineage.because)}`);
      return judgement('lost', isSame ? 'the id did not change, as it does on this release' : 'Claude answered under another id');
    }
  }
}

function judgeFork(seen: TurnEvidence, init: InitMessage, judgement: Judge): Judgement {
  const { lineage, expectedId, parentId } = seen;
  if (init.session_id === parentId) return judgement('lost', 'Claude did not fork: it wrote into the original');
  if (expectedId !== null && init.session_id !== expectedId) return judgement('lost', 'the fork has another id than the one asked for');
  if (seen.parentChanged) return judgement('branched', 'the fork changed the original');
  if (lineage.status === 'proved') {
    const truncation = findTruncation(seen.history);
    return truncation ? judgement('truncated', truncation) : judgement('forked', 'descends from the fork point');
  }
  if (lineage.status === 'unavailable' && lineage.because === 'no-tip') {
    return judgement('unverified', 'no answer of the original was known when it was forked');
  }
  if (lineage.status === 'unavailable') return judgement('forked', `by its id alone: ${unavailability(lineage.because)}`);
  return lineage.from === 'older-point'
    ? judgement('branched', 'goes on from an older point than the fork point')
    : judgement('lost', 'Claude answered from another history');
}

/** On standard error up to 2.0.50; later also in a result's `errors`. */
function isRefusal({ result, stderr }: TurnEvidence): boolean {
  const said = [stderr, ...(result?.is_error ? [result.result ?? '', ...(result.errors ?? [])] : [])].join('\n');
  return /No conversation found|not a UUID and does not match any session title/i.test(said);
}

function unavailability(because: Extract<Lineage, { status: 'unavailable' }>['because']): string {
  return because === 'no-tip' ? 'no earlier answer is known' : 'no transcript is to be seen';
}
