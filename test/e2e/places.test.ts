import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from '../support/sandbox.ts';
import { lastExchange, type Outcome, session, talk } from './turns.ts';

test('an empty CLAUDE_CONFIG_DIR is the directory of the session, for chorus as for claude: what is put back is put where claude looks', async () => {
  await using sandbox = await createSandbox();
  sandbox.env.CLAUDE_CONFIG_DIR = '';
  expect((await sandbox.chorus('new', 'auth', 'one')).exitCode).toBe(0);
  const projects = join(sandbox.work, 'projects');
  const path = join(projects, sandbox.work.replaceAll(/[^A-Za-z0-9]/g, '-'), `${session(sandbox, 'auth').sessionId}.jsonl`);
  expect(existsSync(path)).toBe(true);
  rmSync(dirname(path), { recursive: true });
  const ran = await sandbox.chorus.with({ cwd: sandbox.root }, 'resume', 'auth', 'two', '--json');
  expect(ran.json<Outcome>().verdict).toMatchObject({ status: 'resumed', restored: true, evidence: { lineage: 'proved' } });
  expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  expect(existsSync(path)).toBe(true);
  expect([join(sandbox.root, 'projects'), join(sandbox.home, '.claude')].filter(existsSync)).toEqual([]);
});
