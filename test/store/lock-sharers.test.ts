import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findLeftBehind, lockSession } from '../../src/store/lock.ts';
import { findLockSharers } from '../../src/store/lock-sharers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const id = '11111111-1111-4111-8111-111111111111';

/** A process that inherits the lock of `auth` as `claude` does. */
async function leaveBehind(fd: number, ...[command, ...args]: [string, ...string[]]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', fd] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child;
}

describe.runIf(process.platform === 'linux')('who shares the lock of a session', () => {
  test.each<[what: string, command: [string, ...string[]], isAtWork: boolean]>([
    ['what claude left behind is not at work', ['sleep', '300'], false],
    ['a claude is, under any command line', ['bash', '-c', 'exec -a claude sleep 300'], true],
    ['a script around claude is, since it names the conversation', ['sh', '-c', `sleep 300; : --resume=${id}`], true],
  ])('%s', async (_, command, isAtWork) => {
    const home = temporaryFolder();
    const path = join(home, 'locks', 'auth.turn');
    const lock = await lockSession(home, 'auth', 'turn', { waitMs: 0 });
    const { pid } = await leaveBehind(lock.fd, ...command);
    const { ino } = statSync(path);
    const find = () => findLockSharers(path, ino, [id]);
    // Until it has become what it is started as.
    await expect.poll(() => find().find((each) => each.pid === pid)).toMatchObject({ isAtWork });
    expect(find()).toContainEqual({ pid: process.pid, command: expect.stringContaining('node'), isAtWork: true });
    expect(await findLeftBehind(home, 'auth', [id])).toEqual([]);
    lock.release();
    expect(find().map((each) => each.pid)).toContain(pid);
    expect((await findLeftBehind(home, 'auth', [id])).length > 0).toBe(!isAtWork);
  });

  test('a lock that is left behind is taken over by one call at a time, in order', async () => {
    const home = temporaryFolder();
    const lock = await lockSession(home, 'auth', 'turn', { waitMs: 0 });
    const { pid } = await leaveBehind(lock.fd, 'sleep', '300');
    await expect
      .poll(() => findLockSharers(join(home, 'locks', 'auth.turn'), statSync(join(home, 'locks', 'auth.turn')).ino, []))
      .toHaveLength(2);
    lock.release();
    const told: string[] = [];
    const events: string[] = [];
    const turns = [1, 2, 3, 4].map(async (turn) => {
      const held = await lockSession(home, 'auth', 'turn', { waitMs: 60_000, onLeftBehind: (holders) => told.push(holders) });
      events.push(`${turn} has it`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      events.push(`${turn} is done`);
      held.release();
    });
    await Promise.all(turns);
    expect(events).toEqual([1, 2, 3, 4].flatMap((turn) => [`${turn} has it`, `${turn} is done`]));
    expect(told).toEqual([`sleep 300 (process ${pid})`]);
  });
});
