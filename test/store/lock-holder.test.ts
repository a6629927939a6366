import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearHolder, readHolder, writeHolder } from '../../src/store/lock-holder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const holder = { pid: 123, action: 'resume', since: '2026-01-02T03:04:05.678Z' };

test('a holder is written to the locked file, and cleared', () => {
  const path = join(temporaryFolder(), 'lock');
  const fd = openSync(path, 'w');
  writeHolder(fd, { ...holder, action: 'a longer action' });
  writeHolder(fd, holder);
  expect(readHolder(path)).toEqual(holder);
  clearHolder(fd);
  expect([readHolder(path), readFileSync(path, 'utf8')]).toEqual([undefined, '']);
  closeSync(fd);
});

test.each([
  '',
  'x',
  'null',
  '[]',
  '{}',
  ...[{ pid: '1' }, { pid: -1 }, { pid: 1.5 }, { action: 5 }, { since: 'today' }, { since: undefined }].map((odd) =>
    JSON.stringify({ ...holder, ...odd }),
  ),
])('a file that holds %j names nobody', (text) => {
  const path = join(temporaryFolder(), 'lock');
  writeFileSync(path, text);
  expect(readHolder(path)).toBeUndefined();
});

test('a file that does not exist names nobody', () => {
  expect(readHolder(join(temporaryFolder(), 'none'))).toBeUndefined();
});
