import { describe, expect, test } from 'vitest';
import { chorusError } from '../../src/errors.ts';
import type { AskedTurn } from '../../src/turn/asked-turn.ts';
import { concludeTurn } from '../../src/turn/conclude.ts';
import type { SeenTurn } from '../../src/turn/seen-turn.ts';
import type { World } from '../../src/turn/world.ts';
import { askedOf, seenOf, sessionOf } from '../support/turns.ts';

interface Given {
  asked?: Partial<AskedTurn>;
  seen?: Partial<SeenTurn>;
  /** The session cannot be written. */
  isFull?: boolean;
  /** The turn is written down elsewhere as well. */
  hasJournal?: boolean;
}

/** Concludes a turn. @returns the result, and the calls to the store, in order. */
async function conclude({ asked = {}, seen = {}, isFull = false, hasJournal = false }: Given) {
  const done: string[] = [];
  const store = {
    vault: {
      keep: (id: string) => done.push(`keep ${id}`),
      forget: (id: string) => done.push(`forget ${id}`),
    },
    sessions: {
      update: async () => {
        if (isFull) throw chorusError('file-unwritable', 'the disk is full', 'Free some space.');
        done.push('session');
      },
    },
    log: { append: () => done.push('log') },
  };
  const world = { store, newId: () => 'id-9' } as unknown as World;
  const journal = hasJournal ? { end: () => done.push('journal') } : undefined;
  const { outcome, unrecorded } = await concludeTurn(world, askedOf(asked), seenOf(seen), journal as { end(): void } | undefined);
  return { outcome, unrecorded, done };
}

const id2 = { sessionId: 'id-2', entered: 'asked' } as const;
const moved = {
  named: id2,
  entered: [{ ...id2, transcript: { path: '/id-2.jsonl', size: 9, isReadable: true }, createdAt: undefined }],
} satisfies Partial<SeenTurn>;
const changesId = { claude: { release: '1.0.90', path: '/bin/claude', argv: [] } } satisfies Partial<AskedTurn>;
const traced = (lineage: SeenTurn['traced']['lineage']) => ({ traced: { ...seenOf().traced, lineage } });

describe('concludeTurn', () => {
  test('writes the copy, the session and the log; a journal ends last', async () => {
    expect((await conclude({})).done).toEqual(['keep id-1', 'session', 'log']);
    expect((await conclude({ hasJournal: true })).done).toEqual(['keep id-1', 'session', 'log', 'journal']);
  });

  test('a session that cannot be written: the turn is still logged, and says so', async () => {
    const { outcome, unrecorded, done } = await conclude({ isFull: true });
    expect(done).toEqual(['keep id-1', 'log']);
    expect(outcome.exitCode).toBe(7);
    expect(outcome.hints).toEqual(['Not all of the turn is recorded: the disk is full. Free some space. The conversation is id-1.']);
    expect(unrecorded?.message).toBe('the disk is full');
  });

  test('with a journal it is left to the next call, which logs it then', async () => {
    const { outcome, done } = await conclude({ isFull: true, hasJournal: true });
    expect(done).toEqual(['keep id-1']);
    expect(outcome.hints.at(-1)).toBe('The next call for auth records it first.');
  });

  test('a release that continues under a new id: the copy of the old one is no longer needed', async () => {
    const { outcome, done } = await conclude({ asked: changesId, seen: moved });
    expect(outcome).toMatchObject({ sessionId: 'id-2', verdict: { status: 'resumed' } });
    expect(done).toEqual(['keep id-2', 'forget id-1', 'session', 'log']);
  });

  test('unverified under a new id: both copies are kept, and the name stays with the old one', async () => {
    const { outcome, done } = await conclude({
      asked: changesId,
      seen: { ...moved, ...traced({ status: 'unavailable', because: 'no-records' }) },
    });
    expect(outcome).toMatchObject({ sessionId: 'id-1', verdict: { status: 'unverified' } });
    expect(done).toEqual(['keep id-2', 'session', 'log']);
  });

  test('an answer from elsewhere changes no copy', async () => {
    const { outcome, done } = await conclude({ seen: traced({ status: 'contradicted', from: 'elsewhere' }) });
    expect(outcome).toMatchObject({ verdict: { status: 'lost' }, exitCode: 3 });
    expect(done).toEqual(['session', 'log']);
  });

  test('vault=false keeps none', async () => {
    expect((await conclude({ asked: { keepsCopy: false } })).done).toEqual(['session', 'log']);
  });

  test('a headless turn whose end nobody saw is judged by its result', async () => {
    const { outcome } = await conclude({ seen: { end: undefined } });
    expect(outcome).toMatchObject({ verdict: { status: 'resumed' }, turn: { status: 'ok', result: 'Done.' }, exitCode: 0 });
    expect((await conclude({ seen: { end: undefined, result: undefined } })).outcome).toMatchObject({
      turn: { status: 'none' },
      exitCode: 1,
    });
  });

  test('drift is reported for a headless turn; a person may change what was asked for', async () => {
    const given = { asked: { asked: { model: 'opus' } }, seen: { effective: { ...seenOf().effective, model: 'claude-haiku-5-5' } } };
    expect((await conclude(given)).outcome.verdict.drift).toEqual([{ key: 'model', asked: 'opus', actual: 'claude-haiku-5-5' }]);
    const { outcome } = await conclude({ ...given, asked: { ...given.asked, isInteractive: true } });
    expect(outcome).toMatchObject({ interactive: true, verdict: { drift: [] } });
  });

  test('a turn that was not sent', async () => {
    const { outcome } = await conclude({
      asked: { plan: 'gone', session: sessionOf({ state: 'active' }) },
      seen: { named: undefined, entered: [], result: undefined, end: undefined },
    });
    expect(outcome).toMatchObject({
      verdict: { status: 'not-found', reason: 'its transcript is gone, and nothing was sent' },
      turn: { status: 'none' },
      exitCode: 3,
    });
  });
});
