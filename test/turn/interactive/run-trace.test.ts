import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectDir } from '../../../src/claude/transcript/projects.ts';
import type { InteractiveRun } from '../../../src/core/interactive-run.ts';
import { createSession, type Session } from '../../../src/core/session.ts';
import { evidenceOfRun, sumUp } from '../../../src/turn/interactive/run-evidence.ts';
import { traceRun } from '../../../src/turn/interactive/run-trace.ts';
import type { World } from '../../../src/turn/world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from '../../support/transcripts.ts';

const [id0, id1, id2] = [0, 1, 2].map((number) => `00000000-0000-4000-8000-00000000000${number}`) as [string, string, string];

const before = [user('u1', null), assistant('a1', 'u1', 'm1')];
const start = (session_id: string, source = 'resume') => JSON.stringify({ hook_event_name: 'SessionStart', session_id, source });

interface Look {
  transcripts: Record<string, TranscriptLine[]>;
  events: string[];
  release?: string;
  /** Whether the session's tip was where its transcript ended. */
  endsAtTip?: boolean;
}

/** A resume of `id-1`, whose tip is `a1`; what the transcripts hold afterwards, and what the hooks told. */
function leave({ transcripts, events, release = '2.1.329', endsAtTip = true }: Look) {
  const root = temporaryFolder();
  const env = { CLAUDE_CONFIG_DIR: join(root, 'claude') };
  const folder = projectDir(env, root);
  mkdirSync(folder, { recursive: true });
  const { path, size } = writeTranscript(folder, `${id1}.jsonl`, before);
  for (const [id, lines] of Object.entries(transcripts)) writeTranscript(folder, `${id}.jsonl`, lines);
  const session: Session = {
    ...createSession({ name: 'auth', sessionId: id1, now: new Date(), cwd: root, settings: {} }),
    tip: { uuid: 'a1', messageId: 'm1' },
    root: { uuid: 'u1', messageId: 'm1' },
    formerIds: [id0],
  };
  const run = {
    startedAt: new Date(Date.now() - 1000).toISOString(),
    plan: 'resume',
    expectedId: id1,
    before: { path, size },
    claude: { release },
    endsAtTip,
  };
  const world = { env, store: { sessions: { list: () => ({ sessions: [session], damaged: [] }) } }, now: () => new Date() };
  const journal = { run: run as InteractiveRun, events: `${events.join('\n')}\n` };
  return { world: world as unknown as World, session, journal };
}

function look(given: Look) {
  const { world, session, journal } = leave(given);
  return traceRun(world, session, journal);
}

describe('traceRun', () => {
  test('what was added to the conversation that was asked for', () => {
    const { entered, traced } = look({
      transcripts: { [id1]: [...before, user('u2', 'a1'), assistant('a2', 'u2', 'm2')] },
      events: [start(id1)],
    });
    expect(entered).toMatchObject([{ sessionId: id1, entered: 'asked', prompts: 1, model: 'claude-opus-5-5' }]);
    expect(traced).toMatchObject({ lineage: { status: 'proved' }, tip: { uuid: 'a2', messageId: 'm2' } });
  });

  test('/clear: both conversations, and the tip of the second', () => {
    const { entered, traced } = look({
      transcripts: {
        [id1]: [...before, user('u2', 'a1'), assistant('a2', 'u2', 'm2')],
        [id2]: [user('u3', null), assistant('a3', 'u3', 'm3')],
      },
      events: [start(id1), start(id2, 'clear')],
    });
    expect(entered.map(({ sessionId, entered: how }) => [sessionId, how])).toEqual([
      [id1, 'asked'],
      [id2, 'clear'],
    ]);
    expect(traced).toMatchObject({ lineage: { status: 'proved' }, tip: { uuid: 'a3' }, root: { uuid: 'u3' } });
    expect(sumUp(entered)).toMatchObject({ prompts: 2, usage: { output_tokens: 14 } });
  });

  test('a copy under a new id counts from the tip on', () => {
    const old = { version: '1.0.90' };
    const again = [user('v1', null, 'Go on', old), assistant('b1', 'v1', 'm1', old)];
    // The release that wrote it counts, not the one that the run was prepared for.
    const { entered, traced, release } = look({
      transcripts: { [id2]: [...again, user('v2', 'b1', 'Go on', old), assistant('b2', 'v2', 'm2', old)] },
      events: [start(id2)],
      release: '2.1.329',
    });
    expect(release).toBe('1.0.90');
    expect(entered).toMatchObject([{ sessionId: id2, prompts: 1 }]);
    expect(traced).toMatchObject({ lineage: { status: 'proved' }, tip: { uuid: 'b2' } });
  });

  test('a new id under which nothing was said does not count', () => {
    const { entered, identity } = look({
      transcripts: { [id2]: [{ type: 'summary', summary: 'A conversation', leafUuid: 'a1' }] },
      events: [start(id2)],
      release: '1.0.90',
    });
    expect(identity.followed).toHaveLength(1);
    expect(entered).toEqual([]);
  });

  test('without hooks, the transcripts show it', () => {
    const { entered } = look({
      transcripts: { [id1]: [...before, user('u2', 'a1')] },
      events: [],
    });
    expect(entered).toMatchObject([{ sessionId: id1, entered: 'asked', prompts: 1 }]);
  });
});

describe('evidenceOfRun', () => {
  const rewound = [...before, user('u2', 'u1'), assistant('a2', 'u2', 'm2')];
  const gone = '00000000-0000-4000-8000-00000000000f';
  const ended = { exitCode: 0, signal: undefined, interruptedBy: undefined };

  test.each([
    ['a person rewound it', true],
    ['something else had written to it before', false],
  ])('an older point: %s', (_, endsAtTip) => {
    const { world, session, journal } = leave({ transcripts: { [id1]: rewound }, events: [start(id1)], endsAtTip });
    const seen = evidenceOfRun(world, session, journal, ended);
    expect(seen).toMatchObject({ traced: { lineage: { status: 'contradicted', from: 'older-point' } }, isRewound: endsAtTip });
  });

  test('new turns at the end are no rewinding', () => {
    const further = [...before, user('u2', 'a1'), assistant('a2', 'u2', 'm2')];
    const { world, session, journal } = leave({ transcripts: { [id1]: further }, events: [start(id1)] });
    expect(evidenceOfRun(world, session, journal, ended)).toMatchObject({
      named: { sessionId: id1 },
      isRewound: false,
      turns: 1,
      report: { numTurns: 1 },
      effective: { model: 'claude-opus-5-5', contextTokens: 120 },
      end: { exitCode: 0, timedOut: false },
    });
  });

  test('a conversation without a session, and an end that nobody saw', () => {
    const { world, session, journal } = leave({ transcripts: {}, events: [start(id1), start(gone)] });
    const seen = evidenceOfRun(world, session, journal, undefined);
    expect(seen).toMatchObject({ foreign: [{ sessionId: gone, owner: undefined }], end: undefined, report: { terminalReason: null } });
  });
});
