import { execa } from 'execa';
import { expect, test } from 'vitest';
import { plainTurn } from '../support/fake-claude.ts';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import { chorusBin } from '../support/sandbox.ts';

test('where too few files may be open, it says so, and what to do', async () => {
  await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
  // Node 22 and later open more files themselves before they run anything.
  const limit = Number(process.versions.node.split('.')[0]) >= 22 ? 26 : 20;
  const command = `ulimit -n ${limit}; exec "$0" "$@"`;
  const ran = await execa('sh', ['-c', command, process.execPath, chorusBin, 'new', 'auth', 'hello'], {
    cwd: sandbox.work,
    env: sandbox.env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  expect(ran.stderr).toMatch(/^chorus: .*claude could not be started\n +Too many files are open\. Raise the limit: ulimit -n 1024\.$/);
  expect(ran.exitCode).toBe(127);
});
