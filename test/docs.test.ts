import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitCodeMeanings } from '../src/terminal/topics/exit-codes.ts';
import { renderReference } from './support/reference.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('docs/commands.md is what the program says (npm run docs)', async () => {
  expect(read('docs/commands.md')).toBe(await renderReference());
});

test('the README lists every exit code with its meaning', () => {
  for (const [code, meaning] of exitCodeMeanings) expect(read('README.md')).toContain(`| ${code} | ${meaning} |`);
});
