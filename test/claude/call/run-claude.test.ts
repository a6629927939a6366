import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askRelease, runClaude } from '../../../src/claude/call/run-claude.ts';
import type { OutputHolder } from '../../../src/core/notices.ts';
import { type Program, startProgram } from '../../../src/process/start.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Call = Parameters<typeof runClaude>[0];

/** Runs a shell script as `claude`. The turn is done once "answer" was read. */
async function runScript(script: string, options: Partial<Call> = {}) {
  const cwd = temporaryFolder();
  const path = join(cwd, 'claude');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  let stdout = '';
  const end = await runClaude({
    start: startProgram,
    installation: { path, size: 0, mtimeMs: 0 } as Call['installation'],
    env: { PATH: process.env.PATH },
    cwd,
    argv: [],
    input: 'a prompt',
    isDone: () => stdout.includes('answer'),
    onStdout: (chunk) => {
      stdout += chunk;
    },
    ...options,
  });
  return { ...end, stdout };
}

/** Keeps this process from doing anything, as SIGSTOP would, until `isOver`. */
function standStill(isOver: () => boolean): void {
  while (!isOver()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

test.each([['timeout'], ['idleTimeout']])(
  'a turn that ended in time while chorus was stopped past its %s did not time out',
  async (limit) => {
    const done = join(temporaryFolder(), 'done');
    const end = await runScript(`echo answer; : >'${done}'`, {
      [limit]: 0.2,
      onRunning: () => {
        const until = Date.now() + 300;
        standStill(() => existsSync(done) && Date.now() > until);
      },
    });
    expect(end).toMatchObject({ exitCode: 0, timedOut: false, wasIdle: false, stdout: 'answer\n' });
  },
);

test('one that was not done by then did', async () => {
  const end = await runScript('echo words; sleep 60', {
    timeout: 0.2,
    onRunning: () => {
      const until = Date.now() + 300;
      standStill(() => Date.now() > until);
    },
  });
  expect(end).toMatchObject({ timedOut: true });
});

test.each<[what: string, script: string, end: object]>([
  ['standard output', 'sleep 600 2>/dev/null & echo answer', { exitCode: 0, stdout: 'answer\n' }],
  ['standard error', 'sleep 600 >/dev/null & echo answer; exit 3', { exitCode: 3, stdout: 'answer\n' }],
  ['its output after it was killed', 'sleep 600 & echo words; kill -9 $$', { signal: 'SIGKILL', stdout: 'words\n' }],
])('a process that claude leaves behind holding %s does not hold up the turn: it is left, and named', async (_, script, end) => {
  const left: OutputHolder[][] = [];
  const told: string[] = [];
  const go = join(temporaryFolder(), 'go');
  const ran = await runScript(`until [ -e '${go}' ]; do sleep 0.01; done; ${script}`, {
    onRunning: () => writeFileSync(go, ''),
    onExited: () => told.push('ended'),
    onOutputLeft: (holders) => {
      told.push('left');
      left.push([...holders]);
    },
  });
  for (const { pid } of left.flat()) process.kill(pid);
  expect(ran).toMatchObject({ timedOut: false, ...end });
  expect(told).toEqual(['ended', 'left']);
  expect(left).toEqual([process.platform === 'linux' ? [{ pid: expect.any(Number), command: 'sleep 600' }] : []]);
});

test('a process that claude leaves behind does not hold up the question for its release either', async () => {
  const stdout = new PassThrough();
  const signals: string[] = [];
  const program: Program = {
    pid: 2 ** 30,
    stdin: null,
    stdout,
    stderr: null,
    exited: Promise.resolve({ exitCode: 0, signal: undefined }),
    // Something holds standard output, and writes nothing.
    ended: new Promise((resolve) => stdout.once('close', () => resolve({ exitCode: 0, signal: undefined }))),
    kill: (signal) => signals.push(signal),
    unref: () => {},
  };
  stdout.write('2.1.329 (Claude Code)\n');
  const installation = { path: 'claude', size: 0, mtimeMs: 0 } as Call['installation'];
  expect(await askRelease({ start: async () => program, installation, env: {}, cwd: temporaryFolder() })).toBe('2.1.329');
  expect(signals).toEqual([]);
});
