import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { lastExchange, type Outcome, session } from './turns.ts';

test('a command whose preamble fails is an empty turn; /clear is a restart, and the session goes on there', async () => {
  await using sandbox = await createConversation();
  const commands = join(sandbox.work, '.claude', 'commands');
  mkdirSync(commands, { recursive: true });
  writeFileSync(join(commands, 'broken.md'), '---\nallowed-tools: Bash(exit:*)\n---\n!`exit 3`\nDo it.\n');
  const before = session(sandbox, 'auth');
  const empty = await sandbox.chorus('resume', 'auth', '/broken', '--json');
  expect(empty.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, turn: { status: 'empty' }, exitCode: 1 });
  expect(sandbox.api.exchanges).toHaveLength(1);

  const cleared = await sandbox.chorus('resume', 'auth', '/clear', '--json');
  const { sessionId, verdict, turn } = cleared.json<Outcome>();
  expect({ verdict, turn, exitCode: cleared.exitCode }).toMatchObject({
    verdict: { status: 'restarted', reason: '/clear: a fresh conversation under the old name', evidence: { expectedId: before.sessionId } },
    turn: { status: 'ok' },
    exitCode: 0,
  });
  expect(sessionId).not.toBe(before.sessionId);
  expect(session(sandbox, 'auth')).toMatchObject({
    sessionId,
    formerIds: [before.sessionId],
    totals: { costUsd: before.totals.costUsd },
  });

  const next = await sandbox.chorus('resume', 'auth', 'two', '--json');
  expect(next.json<Outcome>()).toMatchObject({ sessionId, verdict: { status: 'resumed' }, turn: { costUsd: before.totals.costUsd } });
  expect(lastExchange(sandbox).history.join('\n')).not.toContain('one');
});
