import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockSession } from '../../src/store/lock.ts';
import type { Lock } from '../../src/store/lock-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejectionOf } from '../support/thrown.ts';

const forEver = { waitMs: Number.POSITIVE_INFINITY };
const atOnce = { waitMs: 0 };

async function hold(home: string, name = 'auth', purpose: 'turn' | 'write' = 'turn'): Promise<Lock> {
  return lockSession(home, name, purpose, atOnce);
}

/** Another process that holds the lock of `auth`, until it is killed. */
async function holdElsewhere(home: string): Promise<{ kill(): Promise<void> }> {
  const module = new URL('../../src/store/lock.ts', import.meta.url).href;
  const program = `
    const { lockSession } = await import(${JSON.stringify(module)});
    await lockSession(${JSON.stringify(home)}, 'auth', 'turn', { waitMs: 0 });
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('lockSession', () => {
  test('is held by one call at a time', async () => {
    const home = temporaryFolder();
    const lock = await hold(home);
    expect(await rejectionOf(hold(home))).toEqual({
      message: 'session "auth" is busy: held by another call',
      hint: 'Try again, or wait longer with --wait <seconds>.',
      exitCode: 5,
    });
    lock.release();
    (await hold(home)).release();
  });

  test('does not lock other sessions, or the other purpose', async () => {
    const home = temporaryFolder();
    const locks = [await hold(home), await hold(home, 'auth', 'write'), await hold(home, 'Auth'), await hold(home, 'auth/jwt')];
    expect(readdirSync(join(home, 'locks')).sort()).toEqual(['+auth.turn', 'auth.turn', 'auth.write', 'auth=jwt.turn']);
    for (const lock of locks) lock.release();
  });

  test('is an empty file that stays, accessible only to its owner', async () => {
    const home = temporaryFolder();
    (await hold(home)).release();
    const { size, mode } = statSync(join(home, 'locks', 'auth.turn'));
    expect({ size, mode: mode & 0o777 }).toEqual({ size: 0, mode: 0o600 });
    expect(statSync(join(home, 'locks')).mode & 0o777).toBe(0o700);
  });

  test('waits as long as it may, and reports once that it waits', async () => {
    const home = temporaryFolder();
    const lock = await hold(home);
    let waits = 0;
    const startedAt = performance.now();
    const thrown = await rejectionOf(lockSession(home, 'auth', 'turn', { waitMs: 150, onWait: () => waits++ }));
    expect(thrown).toMatchObject({ message: 'session "auth" is busy: held by another call (waited 0.15 s)', exitCode: 5 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(149);
    expect(waits).toBe(1);
    lock.release();
  });

  test('does not report a wait when there is none', async () => {
    const home = temporaryFolder();
    let waits = 0;
    (await lockSession(home, 'auth', 'turn', { waitMs: 1000, onWait: () => waits++ })).release();
    const lock = await hold(home);
    await rejectionOf(lockSession(home, 'auth', 'turn', { waitMs: 0, onWait: () => waits++ }));
    expect(waits).toBe(0);
    lock.release();
  });

  test('goes to the waiting call as soon as it is released', async () => {
    const home = temporaryFolder();
    const first = await hold(home);
    let isHeld = false;
    const second = lockSession(home, 'auth', 'turn', forEver).then((lock) => {
      isHeld = true;
      return lock;
    });
    await sleep(60);
    expect(isHeld).toBe(false);
    first.release();
    (await second).release();
    expect(isHeld).toBe(true);
  });

  test('goes to waiting calls in order of arrival', async () => {
    const home = temporaryFolder();
    const held = await hold(home);
    const order: number[] = [];
    const waiting = [];
    for (const [index, pause] of [7, 3, 11, 5, 13, 2].entries()) {
      waiting.push(
        lockSession(home, 'auth', 'turn', forEver).then((lock) => {
          order.push(index);
          // Not at once, so that later calls find it taken.
          setTimeout(() => lock.release(), 25);
        }),
      );
      await sleep(pause);
    }
    await sleep(33);
    held.release();
    await Promise.all(waiting);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('does not go to a new call while another waits', async () => {
    const home = temporaryFolder();
    const first = await hold(home);
    const order: string[] = [];
    const second = lockSession(home, 'auth', 'turn', forEver).then((lock) => {
      order.push('waited');
      lock.release();
    });
    await sleep(30);
    first.release();
    const third = lockSession(home, 'auth', 'turn', forEver).then((lock) => {
      order.push('came by');
      lock.release();
    });
    await Promise.all([second, third]);
    expect(order).toEqual(['waited', 'came by']);
  });

  test('is held across processes, and released when its process is killed', async () => {
    const home = temporaryFolder();
    const other = await holdElsewhere(home);
    expect(await rejectionOf(hold(home))).toMatchObject({ exitCode: 5 });
    const waiting = lockSession(home, 'auth', 'turn', { waitMs: 10_000 });
    await other.kill();
    (await waiting).release();
  });

  test('fails where a lock file cannot be created', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'locks', 'auth.turn'), { recursive: true });
    expect(await rejectionOf(hold(home))).toEqual({
      message: expect.stringMatching(/auth\.turn cannot be opened: EISDIR/),
      hint: 'Make its folder writable, or set CHORUS_HOME to another folder.',
      exitCode: 7,
    });
    writeFileSync(join(home, 'file'), '');
    expect(await rejectionOf(hold(join(home, 'file')))).toMatchObject({ exitCode: 7 });
  });
});
