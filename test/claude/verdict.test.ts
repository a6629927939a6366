import { describe, expect, test } from 'vitest';
import type { InitMessage, ResultMessage } from '../../src/claude/stream/messages.ts';
import type { Reach } from '../../src/claude/transcript/reach.ts';
import { judgeTurn, type TurnEvidence } from '../../src/claude/verdict.ts';
import type { HistoryEvidence } from '../../src/claude/wholeness.ts';
import { isFollowed, isGoodVerdict, type Judgement, type Lineage, type VerdictStatus } from '../../src/core/verdict.ts';

const proved: Lineage = { status: 'proved' };
const older: Lineage = { status: 'contradicted', from: 'older-point' };
const elsewhere: Lineage = { status: 'contradicted', from: 'elsewhere' };
const unavailable = (because: Extract<Lineage, { status: 'unavailable' }>['because']): Lineage => ({ status: 'unavailable', because });

function init(id: string): InitMessage {
  return { type: 'system', subtype: 'init', session_id: id };
}

function result(id: string, rest: Partial<ResultMessage> = {}): ResultMessage {
  return { type: 'result', subtype: 'success', is_error: false, session_id: id, ...rest };
}

const unknownHistory: HistoryEvidence = {
  before: null,
  reach: undefined,
  context: { before: null, first: null, isComparable: false, prompt: 0, atStake: null, clearable: 0, base: null },
};
const nothing = { messages: { before: null, reachable: null }, context: { before: null, first: null } };

/** A resume of `old` that `init` and `result` name, on a release that keeps ids. */
const resumed: TurnEvidence = {
  asked: 'resume',
  expectedId: 'old',
  resumeChangesId: false,
  noPersistence: false,
  init: init('old'),
  result: result('old'),
  stderr: '',
  lineage: proved,
  recordsAdded: 2,
  history: unknownHistory,
};

const started: TurnEvidence = { ...resumed, asked: 'start' };
const forked: TurnEvidence = {
  ...resumed,
  asked: 'fork',
  expectedId: 'new',
  parentId: 'old',
  init: init('new'),
  result: result('new'),
  parentChanged: false,
};

/** What Claude says on every release, somewhere. */
const refusal = 'No conversation found with session ID: old';

type Row = [what: string, seen: TurnEvidence, judgement: Judgement];

function row(
  what: string,
  seen: TurnEvidence,
  status: Judgement['status'],
  reason: string,
  evidence: Partial<Judgement['evidence']> = {},
): Row {
  return [
    what,
    seen,
    {
      status,
      reason,
      evidence: { expectedId: 'old', initId: 'old', resultId: 'old', lineage: 'proved', recordsAdded: 2, ...nothing, ...evidence },
    },
  ];
}

function judges(rows: Row[]): void {
  test.each(rows)('%s', (_, seen, judgement) => {
    expect(judgeTurn(seen)).toEqual(judgement);
  });
}

describe('comparing ids is wrong in both directions', () => {
  judges([
    row(
      '1.0.60: another id, and a good resume (a false FAILED)',
      { ...resumed, resumeChangesId: true, init: init('new'), result: result('new') },
      'resumed',
      'descends from the tip, under a new id',
      { initId: 'new', resultId: 'new' },
    ),
    row(
      '2.1.329: the id that was asked for, in the result of a conversation that is not there (a false SUCCESS)',
      {
        ...resumed,
        init: undefined,
        result: result('old', { subtype: 'error_during_execution', is_error: true, errors: [refusal] }),
        lineage: unavailable('no-transcript'),
        recordsAdded: null,
      },
      'not-found',
      'Claude has no such conversation',
      { initId: null, lineage: 'unavailable', recordsAdded: null },
    ),
    row(
      'the id that was asked for, in init, over another history',
      { ...resumed, lineage: elsewhere },
      'lost',
      'Claude answered from another history',
      { lineage: 'contradicted' },
    ),
    row(
      'a new id where the release keeps ids, and yet the lineage is seen',
      { ...resumed, init: init('new'), result: result('new') },
      'resumed',
      'descends from the tip, under a new id',
      { initId: 'new', resultId: 'new' },
    ),
  ]);
});

describe('start', () => {
  judges([
    row('under the id that was asked for', started, 'started', 'a new conversation'),
    row('under another id', { ...started, init: init('new') }, 'lost', 'Claude began another conversation than the one asked for', {
      initId: 'new',
    }),
    row('without a transcript, as asked', { ...started, noPersistence: true }, 'started', 'a new conversation'),
    row('without a result', { ...started, result: undefined }, 'started', 'a new conversation', { resultId: null }),
    row(
      'before a transcript that cannot be read',
      { ...started, lineage: unavailable('unreadable') },
      'unverified',
      'the transcript cannot be read',
      { lineage: 'unavailable' },
    ),
    row(
      'before a transcript that does not show it',
      { ...started, lineage: unavailable('no-records'), recordsAdded: null },
      'unverified',
      'the transcript does not show the turn',
      { lineage: 'unavailable', recordsAdded: null },
    ),
    row('where no transcript is to be seen', { ...started, lineage: unavailable('no-transcript') }, 'started', 'a new conversation', {
      lineage: 'unavailable',
    }),
    row(
      'under an id that is in use',
      {
        ...started,
        init: undefined,
        result: undefined,
        stderr: 'Error: Session ID old is already in use.',
        lineage: unavailable('no-transcript'),
        recordsAdded: null,
      },
      'unverified',
      'it ended before init',
      { initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null },
    ),
    row(
      'killed before init',
      { ...started, init: undefined, result: undefined, lineage: unavailable('no-transcript'), recordsAdded: null },
      'unverified',
      'it ended before init',
      { initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null },
    ),
    row('again, on purpose', { ...started, asked: 'restart' }, 'restarted', 'a fresh conversation under the old name'),
    row(
      'again, under another id',
      { ...started, asked: 'restart', init: init('new') },
      'lost',
      'Claude began another conversation than the one asked for',
      { initId: 'new' },
    ),
  ]);
});

describe('resume', () => {
  const none = { lineage: 'unavailable', recordsAdded: null } as const;
  const unseen = { ...resumed, recordsAdded: null };
  const refused = { ...unseen, init: undefined, lineage: unavailable('no-transcript') };
  judges([
    row('of the tip', resumed, 'resumed', 'descends from the tip'),
    row(
      'of the tip, though the turn failed',
      { ...resumed, result: result('old', { is_error: true }) },
      'resumed',
      'descends from the tip',
    ),
    row('of the tip, killed before its result', { ...resumed, result: undefined }, 'resumed', 'descends from the tip', { resultId: null }),
    row(
      'of an older point',
      { ...resumed, lineage: older },
      'branched',
      'goes on from an older point: something else wrote to the conversation, or its end is gone',
      { lineage: 'contradicted' },
    ),
    row(
      'of another history, under another id',
      { ...resumed, lineage: elsewhere, init: init('new') },
      'lost',
      'Claude answered from another history',
      {
        lineage: 'contradicted',
        initId: 'new',
      },
    ),
    row(
      'up to 2.0.50, refused on stderr alone',
      { ...refused, result: undefined, stderr: `${refusal}\n` },
      'not-found',
      'Claude has no such conversation',
      {
        ...none,
        initId: null,
        resultId: null,
      },
    ),
    row(
      'of 2.1.50 – 2.1.150, refused under some other id',
      { ...refused, result: result('other', { is_error: true, errors: [refusal] }) },
      'not-found',
      'Claude has no such conversation',
      { ...none, initId: null, resultId: 'other' },
    ),
    row(
      'refused in the text of the result',
      { ...refused, result: result('old', { is_error: true, result: refusal }) },
      'not-found',
      'Claude has no such conversation',
      { ...none, initId: null },
    ),
    row(
      'refused as neither an id nor a title',
      { ...refused, result: undefined, stderr: 'Error: "x" is not a UUID and does not match any session title.' },
      'not-found',
      'Claude has no such conversation',
      { ...none, initId: null, resultId: null },
    ),
    row(
      'ended before init, for another reason',
      { ...refused, result: undefined, stderr: 'error: unknown option' },
      'unverified',
      'it ended before init',
      {
        ...none,
        initId: null,
        resultId: null,
      },
    ),
    row(
      'answered with what a refusal says',
      { ...resumed, result: result('old', { result: refusal }) },
      'resumed',
      'descends from the tip',
    ),
    row(
      'without a transcript, as asked',
      { ...unseen, noPersistence: true, lineage: unavailable('no-transcript') },
      'unverified',
      'Claude keeps no transcript (noSessionPersistence)',
      none,
    ),
    row(
      'with a transcript that cannot be read',
      { ...unseen, lineage: unavailable('unreadable') },
      'unverified',
      'the transcript cannot be read',
      none,
    ),

    row(
      'by ids, the same',
      { ...unseen, lineage: unavailable('no-transcript') },
      'resumed',
      'by its id alone: no transcript is to be seen',
      none,
    ),
    row('by ids, no tip known', { ...resumed, lineage: unavailable('no-tip') }, 'resumed', 'by its id alone: no earlier answer is known', {
      lineage: 'unavailable',
    }),
    row(
      'with a transcript that does not show the turn',
      { ...unseen, lineage: unavailable('no-records') },
      'unverified',
      'the transcript does not show the turn',
      none,
    ),
    row(
      'by ids, another one',
      { ...unseen, lineage: unavailable('no-transcript'), init: init('new') },
      'lost',
      'Claude answered under another id',
      {
        ...none,
        initId: 'new',
      },
    ),
    row(
      'by ids, another one where the release changes it',
      { ...unseen, resumeChangesId: true, lineage: unavailable('no-transcript'), init: init('new') },
      'resumed',
      'by its id alone: no transcript is to be seen',
      { ...none, initId: 'new' },
    ),
    row(
      'by ids, the same where the release changes it',
      { ...unseen, resumeChangesId: true, lineage: unavailable('no-transcript') },
      'lost',
      'the id did not change, as it does on this release',
      none,
    ),
    row(
      'of a branch, whose parent is another matter',
      { ...resumed, parentId: 'old', parentChanged: false },
      'resumed',
      'descends from the tip',
    ),
  ]);
});

describe('a history that is not whole', () => {
  const reach: Reach = { reachable: 2, total: 4, isComplete: false, isCompacted: false, repair: undefined };
  const history: HistoryEvidence = { ...unknownHistory, before: 6, reach };
  const reason = 'of 6 earlier messages, only 2 can be reached from this turn';
  const messages = { before: 6, reachable: 2 };
  judges([
    row('a resume under its tip', { ...resumed, history }, 'truncated', reason, { messages }),
    row('a resume under a new id', { ...resumed, history, resumeChangesId: true, init: init('new') }, 'truncated', reason, {
      initId: 'new',
      messages,
    }),
    row('a resume from an older point', { ...resumed, history, lineage: older }, 'branched', expect.stringContaining('older point'), {
      lineage: 'contradicted',
      messages,
    }),
    row('a fork', { ...forked, history }, 'truncated', reason, { expectedId: 'new', initId: 'new', resultId: 'new', messages }),
    row('a new conversation has none', { ...started, history }, 'started', 'a new conversation', { messages }),
    row(
      'a fork from a point that was never seen',
      { ...forked, lineage: unavailable('no-tip') },
      'unverified',
      'no answer of the original was known when it was forked',
      { expectedId: 'new', initId: 'new', resultId: 'new', lineage: 'unavailable' },
    ),
    row(
      'a resume where ids are not unique, and uuids are not kept',
      { ...resumed, lineage: unavailable('ids-not-unique') },
      'unverified',
      'the ids of messages are not unique, and this release keeps no others',
      { lineage: 'unavailable' },
    ),
  ]);
});

describe('fork', () => {
  const asNew = { expectedId: 'new', initId: 'new', resultId: 'new' };
  judges([
    row('from the fork point', forked, 'forked', 'descends from the fork point', asNew),
    row('under an id that the release chooses', { ...forked, expectedId: null }, 'forked', 'descends from the fork point', {
      ...asNew,
      expectedId: null,
    }),
    row(
      'by a plain resume, on a release that changes ids',
      { ...forked, expectedId: null, resumeChangesId: true },
      'forked',
      'descends from the fork point',
      { ...asNew, expectedId: null },
    ),
    row('that was none', { ...forked, init: init('old') }, 'lost', 'Claude did not fork: it wrote into the original', {
      ...asNew,
      initId: 'old',
    }),
    row(
      'that was none, under an id that the release chooses',
      { ...forked, expectedId: null, init: init('old') },
      'lost',
      'Claude did not fork: it wrote into the original',
      { ...asNew, expectedId: null, initId: 'old' },
    ),
    row('under a third id', { ...forked, init: init('third') }, 'lost', 'the fork has another id than the one asked for', {
      ...asNew,
      initId: 'third',
    }),
    row('that changed the original', { ...forked, parentChanged: true }, 'branched', 'the fork changed the original', asNew),
    row('from an older point', { ...forked, lineage: older }, 'branched', 'goes on from an older point than the fork point', {
      ...asNew,
      lineage: 'contradicted',
    }),
    row('from nothing of it', { ...forked, lineage: elsewhere }, 'lost', 'Claude answered from another history', {
      ...asNew,
      lineage: 'contradicted',
    }),
    row(
      'by ids',
      { ...forked, lineage: unavailable('no-transcript'), recordsAdded: null },
      'forked',
      'by its id alone: no transcript is to be seen',
      {
        ...asNew,
        lineage: 'unavailable',
        recordsAdded: null,
      },
    ),
    row(
      'with a transcript that cannot be read',
      { ...forked, lineage: unavailable('unreadable'), recordsAdded: null },
      'unverified',
      'the transcript cannot be read',
      {
        ...asNew,
        lineage: 'unavailable',
        recordsAdded: null,
      },
    ),
    row(
      'of a conversation that is not there',
      {
        ...forked,
        init: undefined,
        result: result('x', { is_error: true, errors: [refusal] }),
        lineage: unavailable('no-transcript'),
        recordsAdded: null,
      },
      'not-found',
      'Claude has no such conversation',
      { ...asNew, initId: null, resultId: 'x', lineage: 'unavailable', recordsAdded: null },
    ),
    row(
      'without a transcript, as asked',
      { ...forked, noPersistence: true },
      'unverified',
      'Claude keeps no transcript (noSessionPersistence)',
      asNew,
    ),
  ]);
});

test('what is intact, and what is continued from', () => {
  const statuses: VerdictStatus[] = ['started', 'resumed', 'forked', 'restarted', 'not-found', 'lost', 'branched', 'unverified'];
  expect(statuses.filter(isGoodVerdict)).toEqual(['started', 'resumed', 'forked', 'restarted']);
  expect(statuses.filter(isFollowed)).toEqual(['started', 'resumed', 'forked', 'restarted', 'branched']);
});
