import { appendFileSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { InteractiveStore } from '../../src/store/interactive.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';

interface Run {
  startedAt: string;
}

const run: Run = { startedAt: '2026-01-01' };
const isRun = (value: unknown): value is Run => typeof value === 'object' && value !== null && 'startedAt' in value;

function openStore() {
  const home = join(temporaryFolder(), 'home');
  return { home, store: new InteractiveStore(home, isRun) };
}

test('a run begins, lines are appended, and it ends', () => {
  const { store } = openStore();
  expect([store.isLeft('A/b'), store.read('A/b')]).toEqual([false, undefined]);
  store.begin('A/b', run, '{"hooks":{}}');
  appendFileSync(store.journalOf('A/b'), '{"a":1}\n{"b":2}\n');
  expect(store.isLeft('A/b')).toBe(true);
  expect(store.read('A/b')).toEqual({ run, events: '{"a":1}\n{"b":2}\n' });
  for (const path of [store.journalOf('A/b'), store.settingsOf('A/b')]) expect(statSync(path).mode & 0o777).toBe(0o600);
  store.end('A/b');
  expect([store.isLeft('A/b'), existsSync(store.settingsOf('A/b'))]).toEqual([false, false]);
  store.end('A/b');
});

test('a new run replaces everything that was left over', () => {
  const { store } = openStore();
  store.begin('auth', { startedAt: 'a long time ago, in words' }, undefined);
  appendFileSync(store.journalOf('auth'), '{"a":1}\n');
  store.begin('auth', run, undefined);
  expect(store.read('auth')).toEqual({ run, events: '' });
});

test.each(['', '{"startedAt":', '{}\n', 'garbage\n'])('a journal that holds %j has no run', (text) => {
  const { store } = openStore();
  mkdirSync(dirname(store.journalOf('auth')), { recursive: true });
  writeFileSync(store.journalOf('auth'), text);
  expect(store.read('auth')).toBeUndefined();
});

test('a link out of the home is not written to, and a folder is not a journal', () => {
  const { store, home } = openStore();
  mkdirSync(join(home, 'interactive'), { recursive: true });
  writeFileSync(join(home, 'precious'), 'precious');
  symlinkSync(join(home, 'precious'), store.journalOf('auth'));
  expect(thrownBy(() => store.begin('auth', run, undefined))).toMatchObject({
    exitCode: 7,
    message: expect.stringContaining('symbolic link'),
  });
  mkdirSync(store.journalOf('other'));
  expect(thrownBy(() => store.begin('other', run, undefined))).toMatchObject({
    exitCode: 7,
    hint: expect.stringContaining('Nothing was started.'),
  });
});
