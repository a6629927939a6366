import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainTurn, type Step } from '../support/fake-claude.ts';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import type { Finding } from './turns.ts';
import { session } from './turns.ts';

/** A sandbox whose `claude` is a script that leaves a process behind, which inherits all that the script has open. */
async function createWrapped(...steps: Step[]) {
  const sandbox = await createFakeSandbox('2.1.329', ...steps);
  const [claude, wrapper] = [sandbox.env.CHORUS_CLAUDE, join(sandbox.root, 'wrapper')];
  writeFileSync(wrapper, `#!/bin/sh\ncase $* in *--version*) ;; *) sleep 300 </dev/null >/dev/null 2>&1 & ;; esac\nexec ${claude} "$@"\n`);
  chmodSync(wrapper, 0o755);
  sandbox.env.CHORUS_CLAUDE = wrapper;
  return sandbox;
}

const goesOn =
  /^chorus: the lock of the session is still held by sleep 300 \(process \d+\), which an earlier claude left behind: going on\n/;

// Only on Linux is it seen who has a file open.
test.runIf(process.platform === 'linux')(
  'a process that claude left behind does not hold the session: the next call says who it is, and goes on',
  async () => {
    await using sandbox = await createWrapped(plainTurn());
    expect((await sandbox.chorus('new', 'auth', 'one')).exitCode).toBe(0);
    const told = (await sandbox.inProcess('doctor', '--json')).json<Finding[]>().filter(({ check }) => check === 'locks');
    expect(told).toContainEqual({
      check: 'locks',
      level: 'note',
      message: expect.stringMatching(
        /^auth: its lock is held by sleep 300 \(process \d+\), which an earlier claude left behind; the next call goes on without it$/,
      ),
      fix: expect.stringMatching(/^kill \d+$/),
      fixed: null,
    });
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--no-wait');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toMatch(goesOn);
    expect((await sandbox.chorus('rename', 'auth', 'login', '--no-wait')).stderr).toMatch(goesOn);
    expect(session(sandbox, 'login').totals.turns).toBe(2);
  },
);

test.runIf(process.platform === 'linux')(
  'a claude that outlives a killed chorus holds the session, with and without such a process; no longer once it is gone',
  async () => {
    await using sandbox = await createWrapped(plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const { CHORUS_CLAUDE: wrapper } = sandbox.env;
    sandbox.play('2.1.329', { hang: true });
    sandbox.env.CHORUS_CLAUDE = wrapper as string;
    const child = sandbox.spawn(['resume', 'auth', 'two'], { stdin: 'ignore' });
    await expect.poll(() => sandbox.calls().length).toBe(2);
    child.kill('SIGKILL');
    await child;
    const refused = await sandbox.chorus('resume', 'auth', 'three', '--no-wait');
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain('still running although chorus has ended');
    const waiting = sandbox.spawn(['resume', 'auth', 'three', '--wait', '60'], { stdin: 'ignore' });
    await expect.poll(() => sandbox.calls().length).toBe(2);
    sandbox.play('2.1.329', plainTurn());
    sandbox.env.CHORUS_CLAUDE = wrapper as string;
    process.kill(sandbox.calls().at(-1)?.pid as number, 'SIGKILL');
    expect((await waiting).exitCode).toBe(0);
    expect(String((await waiting).stderr)).toContain('which an earlier claude left behind: going on');
  },
);
