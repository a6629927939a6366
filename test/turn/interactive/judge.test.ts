import { describe, expect, test } from 'vitest';
import type { FollowedConversation } from '../../../src/claude/transcript/identity.ts';
import type { Lineage } from '../../../src/core/verdict.ts';
import { judge } from '../../../src/turn/judge.ts';
import type { SeenTurn } from '../../../src/turn/seen-turn.ts';
import { askedOf, seenOf, sessionOf } from '../../support/turns.ts';

const ok = { exitCode: 0, signal: undefined, interruptedBy: undefined, timedOut: false, wasIdle: false, stderr: '' };
const asked = { sessionId: 'a', entered: 'asked' } as const;
const unavailable = (because: 'no-transcript' | 'unreadable' | 'no-tip' | 'no-records') => ({ status: 'unavailable', because }) as const;
const noRecords = unavailable('no-records');
const noTranscript = unavailable('no-transcript');
const older = { status: 'contradicted', from: 'older-point' } as const;
const elsewhere = { status: 'contradicted', from: 'elsewhere' } as const;

interface Run {
  plan?: 'start' | 'restart' | 'resume' | 'fork';
  restarted?: string;
  before?: null;
  /** A release that goes on under a new id. */
  changesId?: boolean;
  parentId?: string;
  last?: FollowedConversation | undefined;
  wasElsewhere?: boolean;
  lineage?: Lineage;
  isRewound?: boolean;
  parentChanged?: boolean;
  end?: SeenTurn['end'];
}

type Row = [what: string, run: Run, verdict: string];

function verdictOf(run: Run): string {
  const { plan = 'resume', restarted = null, before = { path: '/a.jsonl', size: 9 }, lineage = { status: 'proved' as const } } = run;
  const parent = run.parentId === undefined ? null : { name: 'p', sessionId: run.parentId, at: null };
  const { status, reason } = judge(
    askedOf({
      isInteractive: true,
      plan,
      restarted,
      expectedId: 'a',
      before,
      session: sessionOf({ parent }),
      claude: { release: run.changesId ? '1.0.90' : '2.1.329', path: '/bin/claude', argv: [] },
    }),
    seenOf({
      named: 'last' in run ? run.last : asked,
      foreign: run.wasElsewhere ? [{ sessionId: 'x', owner: undefined }] : [],
      traced: { ...seenOf().traced, lineage },
      isRewound: run.isRewound ?? false,
      parentChanged: run.parentChanged ?? false,
      result: undefined,
      end: 'end' in run ? run.end : ok,
    }),
  );
  return `${status}: ${reason}`;
}

describe('an interactive run', () => {
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
    ['it was rewound there', { lineage: older, isRewound: true }, 'resumed: goes on from an earlier point, as it was rewound there'],
    [
      'it did not stand at the tip',
      { lineage: older },
      'branched: goes on from an older point: something else wrote to the conversation, or its end is gone',
    ],
    ['another history', { lineage: elsewhere }, 'lost: Claude answered from another history'],
    ['/clear', { last: { sessionId: 'n', entered: 'clear' } }, 'restarted: /clear: a fresh conversation under the old name'],
    [
      'back to an earlier one',
      { last: { sessionId: 'o', entered: 'back' }, lineage: unavailable('no-tip') },
      'resumed: an earlier conversation of the session, gone back to with /resume',
    ],
    ['an unreadable transcript', { lineage: unavailable('unreadable') }, 'unverified: the transcript cannot be read'],
  ])('a resume: %s', (_, run, verdict) => {
    expect(verdictOf(run)).toBe(verdict);
  });

  test.each<Row>([
    ['a start', { plan: 'start', before: null }, 'started: a new conversation'],
    [
      'a start where nothing was said',
      { plan: 'start', before: null, lineage: noTranscript },
      'started: a new conversation; nothing was said yet',
    ],
    [
      'a restart',
      { plan: 'restart', restarted: 'a fresh conversation, as asked', before: null },
      'restarted: a fresh conversation, as asked',
    ],
    ['a fork', { plan: 'fork', parentId: 'p' }, 'forked: descends from the fork point'],
    [
      'a fork where nothing was said',
      { plan: 'fork', parentId: 'p', lineage: noTranscript },
      'unverified: nothing was said yet: the fork begins with its first prompt',
    ],
    [
      'a fork that wrote into the original',
      { plan: 'fork', parentId: 'p', parentChanged: true },
      'branched: the fork changed the original',
    ],
  ])('%s', (_, run, verdict) => {
    expect(verdictOf(run)).toBe(verdict);
  });

  describe('nothing shows that it was opened', () => {
    const unopened = { last: undefined, lineage: noTranscript };
    test.each<Row>([
      ['another conversation was', { wasElsewhere: true }, 'lost: another conversation was opened than the one asked for'],
      ['it was left in peace, and its transcript is there', {}, 'resumed: nothing was said'],
      ['it was refused', { end: { ...ok, exitCode: 1 }, before: null }, 'not-found: Claude did not open it'],
      ['it failed', { end: { ...ok, exitCode: 1 } }, 'unverified: it ended before it was seen to open the conversation'],
      [
        'it was killed',
        { end: { ...ok, exitCode: undefined, signal: 'SIGKILL' } },
        'unverified: it ended before it was seen to open the conversation',
      ],
      ['nobody saw the end', { end: undefined }, 'unverified: it ended before it was seen to open the conversation'],
      ['a start', { plan: 'start', before: null }, 'unverified: nothing was said, and nothing tells that it began'],
    ])('%s', (_, run, verdict) => {
      expect(verdictOf({ ...unopened, ...run })).toBe(verdict);
    });
  });
});
