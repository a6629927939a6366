import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Case } from '../support/full-disk-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/full-disk-program.ts', import.meta.url));

/** What a write leaves behind, for every byte at which the disk may be full. */
async function fill(what: string): Promise<Case[]> {
  const home = join(temporaryFolder(), 'home');
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', program, home, what], { cwd: join(program, '../../..') });
  return stdout.split('\n').map((line) => JSON.parse(line) as Case);
}

function summaryOf(cases: readonly Case[]): { contents: string[]; failed: number; done: number } {
  const contents = [...new Set(cases.map(({ content }) => content))];
  return {
    contents,
    failed: cases.filter(({ exitCode }) => exitCode === 7).length,
    done: cases.filter(({ exitCode }) => exitCode === null).length,
  };
}

// Only Linux lets a process have so small files.
const linux = test.skipIf(process.platform !== 'linux');

linux.each(['session', 'config'])('a disk that is full at any byte leaves a %s old or new', async (what) => {
  const cases = await fill(what);
  const { contents, failed, done } = summaryOf(cases);
  expect(contents).toHaveLength(2);
  const [before, after] = contents.map((content) => JSON.parse(content) as object);
  expect(after).not.toEqual(before);
  expect(failed).toBe(Buffer.byteLength(contents[1] ?? ''));
  expect(done).toBeGreaterThan(0);
  for (const { exitCode, content, hint, beside } of cases) {
    expect(content).toBe(contents[exitCode === null ? 1 : 0]);
    if (exitCode !== null) expect(hint).toContain('What was kept before is unchanged.');
    // Each failed write would leave one.
    expect(beside.filter((file) => file.includes('.tmp-'))).toEqual([]);
  }
});

linux('the log keeps its lines, and the next one begins anew', async () => {
  const cases = await fill('log');
  const whole = '{"event":"old"}\n{"event":"new"}\n';
  for (const { content, exitCode } of cases) {
    expect(whole.startsWith(content)).toBe(true);
    expect(content.startsWith('{"event":"old"}\n')).toBe(true);
    expect(exitCode).toBe(content === whole ? null : 7);
  }
  expect(summaryOf(cases).done).toBeGreaterThan(0);
});

linux('the vault has a beginning of the transcript, that of before at least', async () => {
  const cases = await fill('vault');
  const whole = 'old record\nnew record, that is longer\n';
  for (const { content, exitCode } of cases) {
    expect(whole.startsWith(content)).toBe(true);
    expect(content.startsWith('old record\n')).toBe(true);
    expect(exitCode).toBe(content === whole ? null : 7);
  }
  expect(summaryOf(cases).done).toBeGreaterThan(0);
});
