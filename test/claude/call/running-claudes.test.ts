import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOtherClaudes } from '../../../src/claude/call/running-claudes.ts';
import { startProgram } from '../../../src/process/start.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { pid } = process;
const entry = { pid, sessionId: 'id-1', startedAt: 1_795_223_910_444, entrypoint: 'sdk-cli' };
const live = { pid, isInteractive: false, startedAt: new Date(1_795_223_910_444) };

/** When this process was started, as Linux tells it. */
const ownStart = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];

test.each<[what: string, content: unknown, found: object[]]>([
  ['a headless one', entry, [live]],
  ['one in a terminal', { ...entry, entrypoint: 'cli' }, [{ ...live, isInteractive: true }]],
  ['one that does not tell since when', { ...entry, startedAt: undefined }, [{ ...live, startedAt: undefined }]],
  ['none that is on another conversation', { ...entry, sessionId: 'id-2' }, []],
  ['none that was killed', { ...entry, pid: 2 ** 22 + 1 }, []],
  ['none without a pid', { ...entry, pid: 'x' }, []],
  ['none in what is no JSON', 'rubbish', []],
  ['none in what is no object', null, []],
])('%s', (_, content, found) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sessions'));
  writeFileSync(join(folder, 'sessions', '1.json'), content === 'rubbish' ? '{' : JSON.stringify(content));
  writeFileSync(join(folder, 'sessions', '1.abc.key'), 'secret');
  expect(findOtherClaudes({ CLAUDE_CONFIG_DIR: folder }, { cwd: '/work', sessionId: 'id-1' })).toEqual(found);
});

test.skipIf(process.platform !== 'linux').each<[what: string, procStart: () => string | undefined, count: number]>([
  ['is the one that wrote it', ownStart, 1],
  ['has the pid of one that is gone', () => '1', 0],
])('a process that %s', (_, procStart, count) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sessions'));
  writeFileSync(join(folder, 'sessions', '1.json'), JSON.stringify({ ...entry, procStart: procStart() }));
  expect(findOtherClaudes({ CLAUDE_CONFIG_DIR: folder }, { cwd: '/work', sessionId: 'id-1' })).toHaveLength(count);
});

test.skipIf(process.platform !== 'linux')(
  'none that was killed and is a zombie, because its parent does not ask how it ended',
  async () => {
    // The shell becomes a program that does not know of the child.
    const parent = await startProgram({
      file: 'sh',
      args: ['-c', 'sleep 0 & echo $!; exec sleep 600'],
      env: { PATH: process.env.PATH },
      stdin: 'ignore',
      output: 'pipe',
    });
    const child = await new Promise<number>((resolve) => parent.stdout?.once('data', (data) => resolve(Number(data))));
    try {
      await expect.poll(() => readFileSync(`/proc/${child}/stat`, 'utf8')).toContain(') Z ');
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'sessions'));
      writeFileSync(join(folder, 'sessions', '1.json'), JSON.stringify({ ...entry, pid: child }));
      expect(findOtherClaudes({ CLAUDE_CONFIG_DIR: folder }, { cwd: '/work', sessionId: 'id-1' })).toEqual([]);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

test('none where Claude has no such folder: up to 2.1.50', () => {
  expect(findOtherClaudes({ CLAUDE_CONFIG_DIR: temporaryFolder() }, { cwd: '/work', sessionId: 'id-1' })).toEqual([]);
});
