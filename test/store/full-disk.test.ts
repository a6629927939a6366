import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Case } from '../support/full-disk-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/full-disk-program.ts', import.meta.url));

/** Runs a write once for every byte at which the disk may be full, and returns what each run left behind. */
async function fill(what: string): Promise<Case[]> {
  const home = join(temporaryFolder(), 'home');
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', program, home, what], { cwd: join(program, '../../..') });
  return stdout.split('\n').map((line) => JSON.parse(line) as Case);
}

function summaryOf(cases: readonly Case[]): { contents: (string | null)[]; failed: number; done: number } {
  const contents = [...new Set(cases.map(({ content }) => content))];
  return {
    contents,
    failed: cases.filter(({ exitCode }) => exitCode === 7).length,
    done: cases.filter(({ exitCode }) => exitCode === null).length,
  };
}

function expectBeginning(content: string | null, whole: string, least: string): void {
  expect(whole.startsWith(content ?? 'nothing')).toBe(true);
  expect(content?.startsWith(least)).toBe(true);
}

// Only Linux enforces such small file size limits.
const linux = test.skipIf(process.platform !== 'linux');

linux.each(['session', 'config'])('a full disk, at any byte, leaves the old %s or the new one', async (what) => {
  const cases = await fill(what);
  const { contents, failed, done } = summaryOf(cases);
  expect(contents).toHaveLength(2);
  const [before, after] = contents.map((content) => JSON.parse(content ?? '') as object);
  expect(after).not.toEqual(before);
  expect(failed).toBe(Buffer.byteLength(contents[1] ?? ''));
  expect(done).toBeGreaterThan(0);
  for (const { exitCode, content, hint, beside } of cases) {
    expect(content).toBe(contents[exitCode === null ? 1 : 0]);
    if (exitCode !== null) expect(hint).toContain('Free some space and try again. What was there before is unchanged.');
    // Otherwise each failed write would leave one.
    expect(beside.filter((file) => file.includes('.tmp-'))).toEqual([]);
  }
});

linux.each<[what: string, before: string, after: string]>([
  ['put back', 'a rec', 'a record\nanother record, that was lost\n'],
  ['redaction', 'a SECRET\nanother SECRET\n', 'a thing that was taken out\nanother thing that was taken out\n'],
  ['releases', '1.0.60', '2.1.329'],
  ['journal', '{"n":"old"}\n', '{"n":"a new run"}\n'],
  ['page', 'old page', 'a new page, that is longer'],
])('a full disk, at any byte, leaves the old file or the new one: %s', async (what, before, after) => {
  const cases = await fill(what);
  const { contents, failed, done } = summaryOf(cases);
  expect(contents).toEqual([expect.stringContaining(before), expect.stringContaining(after)]);
  // The releases are a cache, which does not report write errors.
  expect(failed).toBe(what === 'releases' ? 0 : Buffer.byteLength(contents[1] ?? ''));
  expect(done).toBeGreaterThan(0);
  for (const { exitCode, content, beside, limit } of cases) {
    expect(content).toBe(contents[limit < Buffer.byteLength(contents[1] ?? '') ? 0 : 1]);
    expect(exitCode === 7).toBe(what !== 'releases' && content === contents[0]);
    expect(beside.filter((file) => file.endsWith('.new'))).toEqual([]);
  }
});

linux('a first write that fails leaves no file', async () => {
  const cases = await fill('first config');
  expect(summaryOf(cases).done).toBeGreaterThan(0);
  const whole = cases[0]?.next;
  for (const { exitCode, content, beside, next } of cases) {
    expect(content).toBe(exitCode === null ? whole : null);
    expect(beside.filter((file) => file.includes('.tmp-'))).toEqual([]);
    expect(next).toBe(whole);
  }
});

linux('a repair that fails leaves the damaged file where it is, to be repaired when there is space', async () => {
  const cases = await fill('repair');
  expect(summaryOf(cases).done).toBeGreaterThan(0);
  for (const { exitCode, content, beside, next } of cases) {
    expect([null, 7]).toContain(exitCode);
    if (exitCode === 7) expect(content).toBe('damaged');
    else expect(content).toContain('good');
    expect(beside.filter((file) => /\.damaged-|\.new$/.test(file))).toHaveLength(exitCode === 7 ? 0 : 1);
    expect(next).toContain('good');
  }
});

linux('the log keeps its lines, and the next one begins anew', async () => {
  const cases = await fill('log');
  const whole = '{"event":"old"}\n{"event":"new"}\n';
  for (const { content, exitCode, next } of cases) {
    expectBeginning(content, whole, '{"event":"old"}\n');
    expect(exitCode).toBe(content === whole ? null : 7);
    expect(next).toBe(`${content}${content?.endsWith('\n') ? '' : '\n'}{"event":"next"}\n`);
  }
  expect(summaryOf(cases).done).toBeGreaterThan(0);
});

linux('a copy that is put aside is still there: the disk, full at any byte, leaves the earlier copy or both', async () => {
  const cases = await fill('vault aside');
  const { contents, failed, done } = summaryOf(cases);
  expect(contents).toEqual(['a record\nwhich is missing\n', 'another record, and more of them\n']);
  expect([failed > 0, done > 0]).toEqual([true, true]);
  for (const { exitCode, content, beside } of cases) {
    expect(content).toBe(contents[exitCode === null ? 1 : 0]);
    expect(beside).toHaveLength(exitCode === null ? 1 : 0);
  }
});

linux('the vault has a beginning of the transcript, that of before at least', async () => {
  const cases = await fill('vault');
  const whole = 'old record\nnew record, that is longer\n';
  for (const { content, exitCode, next } of cases) {
    expectBeginning(content, whole, 'old record\n');
    expect(exitCode).toBe(content === whole ? null : 7);
    expect(next).toBe(whole);
  }
  expect(summaryOf(cases).done).toBeGreaterThan(0);
});
