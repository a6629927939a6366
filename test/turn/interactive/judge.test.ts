import { describe, expect, test } from 'vitest';
import { type InteractiveEvidence, judgeInteractive } from '../../../src/turn/interactive/judge.ts';

const run = { plan: 'resume', restarted: null, expectedId: 'a', before: { path: '/a.jsonl', size: 9 }, endsAtTip: true } as const;
const ok = { exitCode: 0, signal: undefined, interruptedBy: undefined };
const asked = { sessionId: 'a', entered: 'asked' } as const;
const unavailable = (because: 'no-transcript' | 'unreadable' | 'no-tip' | 'no-records') => ({ status: 'unavailable', because }) as const;
const noRecords = unavailable('no-records');
const noTranscript = unavailable('no-transcript');
const older = { status: 'contradicted', from: 'older-point' } as const;
const elsewhere = { status: 'contradicted', from: 'elsewhere' } as const;

type Row = [what: string, seen: Partial<InteractiveEvidence>, verdict: string];

function verdictOf(seen: Partial<InteractiveEvidence>): string {
  const { status, reason } = judgeInteractive({
    run,
    end: ok,
    last: asked,
    wasElsewhere: false,
    lineage: { status: 'proved' },
    recordsAdded: 2,
    parentId: undefined,
    changesId: false,
    parentChanged: false,
    ...seen,
  });
  return `${status}: ${reason}`;
}

describe('judgeInteractive', () => {
  test.each<Row>([
    ['something was said', {}, 'resumed: descends from the tip'],
    ['nothing was said', { lineage: noRecords }, 'resumed: nothing was said'],
    ['under a new id', { last: { ...asked, sessionId: 'n' }, changesId: true }, 'resumed: descends from the tip, under a new id'],
    [
      'under a new id, and nothing was said',
      { last: { ...asked, sessionId: 'n' }, changesId: true, lineage: noTranscript },
      'resumed: nothing was said',
    ],
    ['its transcript is gone now', { lineage: noTranscript }, 'resumed: by its id alone: no transcript is to be seen'],
    ['it was rewound there', { lineage: older }, 'resumed: goes on from an earlier point, as it was rewound there'],
    [
      'it did not stand at the tip',
      { lineage: older, run: { ...run, endsAtTip: false } },
      'branched: goes on from an older point: something else wrote to the conversation, or its end is gone',
    ],
    ['another history', { lineage: elsewhere }, 'lost: Claude answered from another history'],
    ['/clear', { last: { sessionId: 'n', entered: 'clear' } }, 'restarted: /clear: a fresh conversation under the old name'],
    [
      'back to an earlier one',
      { last: { sessionId: 'o', entered: 'back' }, lineage: unavailable('no-tip') },
      'resumed: an earlier conversation of the session, gone back to with /resume',
    ],
    ['an unreadable transcript', { lineage: unavailable('unreadable') }, 'unverified: the transcript can not be read'],
  ])('a resume: %s', (_, seen, verdict) => {
    expect(verdictOf(seen)).toBe(verdict);
  });

  test.each<Row>([
    ['a start', { run: { ...run, plan: 'start', before: null } }, 'started: a new conversation'],
    [
      'a start where nothing was said',
      { run: { ...run, plan: 'start', before: null }, lineage: noTranscript },
      'started: a new conversation; nothing was said yet',
    ],
    [
      'a restart',
      { run: { ...run, plan: 'restart', restarted: 'a fresh conversation, as asked', before: null } },
      'restarted: a fresh conversation, as asked',
    ],
    ['a fork', { run: { ...run, plan: 'fork' }, parentId: 'p' }, 'forked: descends from the fork point'],
    [
      'a fork where nothing was said',
      { run: { ...run, plan: 'fork' }, parentId: 'p', lineage: noTranscript },
      'forked: nothing was said yet',
    ],
    [
      'a fork that wrote into the original',
      { run: { ...run, plan: 'fork' }, parentId: 'p', parentChanged: true },
      'branched: the fork changed the original',
    ],
  ])('%s', (_, seen, verdict) => {
    expect(verdictOf(seen)).toBe(verdict);
  });

  describe('nothing tells that it was opened', () => {
    const unopened = { last: undefined, lineage: noTranscript, recordsAdded: null };
    test.each<Row>([
      ['another conversation was', { wasElsewhere: true }, 'lost: another conversation was opened than the one asked for'],
      ['it was left in peace, and its transcript is there', {}, 'resumed: nothing was said'],
      ['it was refused', { end: { ...ok, exitCode: 1 }, run: { ...run, before: null } }, 'not-found: Claude did not open it'],
      ['it failed', { end: { ...ok, exitCode: 1 } }, 'unverified: it ended before it was seen to open the conversation'],
      [
        'it was killed',
        { end: { ...ok, exitCode: undefined, signal: 'SIGKILL' } },
        'unverified: it ended before it was seen to open the conversation',
      ],
      ['nobody saw the end', { end: undefined }, 'unverified: it ended before it was seen to open the conversation'],
      ['a start', { run: { ...run, plan: 'start', before: null } }, 'unverified: nothing was said, and nothing tells that it began'],
    ])('%s', (_, seen, verdict) => {
      expect(verdictOf({ ...unopened, ...seen })).toBe(verdict);
    });
  });
});
