import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { settingDefinitions } from '../../src/core/settings.ts';
import { exitCodes } from '../../src/errors.ts';
import { variables } from '../../src/terminal/topics/environment.ts';
import { exitCodeMeanings } from '../../src/terminal/topics/exit-codes.ts';
import { keptFiles } from '../../src/terminal/topics/files.ts';
import { findTopic, topics } from '../../src/terminal/topics.ts';

const read = async (name: string, width: number) => (await findTopic(name)?.load())?.text(width) ?? '';

test('every exit code is listed, in order, and no other', () => {
  const codes = Object.values(exitCodes)
    .sort((a, b) => a - b)
    .map(String);
  expect(exitCodeMeanings.map(([code]) => code)).toEqual([...codes, '128+n']);
});

test('the topic shows the table', async () => {
  const lines = (await read('exit-codes', 200)).split('\n');
  expect(lines[0]).toBe('CODE   MEANING');
  expect(lines.slice(1, 1 + exitCodeMeanings.length)).toEqual(exitCodeMeanings.map(([code, meaning]) => `${code.padEnd(5)}  ${meaning}`));
  expect(findTopic('exit')).toBeUndefined();
});

test('every setting is listed, with its choices', async () => {
  const text = (await read('settings', 400)).split('\n');
  for (const { key, help, choices } of settingDefinitions) {
    const line = text.find((each) => each.startsWith(`${key} `));
    expect(line).toContain(help);
    for (const choice of choices ?? []) expect(line).toContain(choice);
  }
});

test('every variable that the source reads is listed, or does not concern the user', () => {
  const src = fileURLToPath(new URL('../../src/', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const names = files.flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => name));
  const told = variables.flatMap(([name]) => name.split(', '));
  // The shell's own, and those that only chorus completion looks at, to find the shell's folder.
  const silent = ['PWD', 'PATHEXT', 'SNAP', 'BASH_COMPLETION_USER_DIR', 'XDG_DATA_HOME', 'ZDOTDIR'];
  expect([...new Set(names)].filter((name) => name && !told.includes(name) && !silent.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(10);
});

test('every file and folder that the store makes in the home is listed', () => {
  const store = fileURLToPath(new URL('../../src/store/', import.meta.url));
  const source = readdirSync(store).map((file) => readFileSync(join(store, file), 'utf8'));
  const made = source.flatMap((text) => [
    ...[...text.matchAll(/\b(?:ensureFolder|join|listFolder)\((?:this\.#)?home, '([\w.]+)'/g)].map(([, name = '']) => name),
  ]);
  const told = keptFiles.map(([path]) => path.split('/')[0]);
  // The lock of doctor --fix is there while it runs.
  expect([...new Set(made)].filter((name) => !told.includes(name) && name !== '.doctor.lock')).toEqual([]);
  expect(made).toEqual(expect.arrayContaining(['sessions', 'vault', 'config.json', 'log.jsonl', 'releases.json', 'locks']));
});

describe.each([60, 100, 200])('at %i columns', (width) => {
  test.each(topics.map(({ name }) => name))('%s has no longer line', async (name) => {
    const lines = (await read(name, width)).split('\n');
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
    expect(lines.length).toBeGreaterThan(5);
  });
});
