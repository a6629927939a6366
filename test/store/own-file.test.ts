import { expect, test } from 'vitest';
import { fileError } from '../../src/store/own-file.ts';

test.each<[code: string, expected: object]>([
  ['EACCES', { code: 'file-unreadable', hint: 'a hint' }],
  ['EMFILE', { code: 'file-unreadable', hint: 'Too many files are open: raise the limit (ulimit -n), or close other programs.' }],
  ['ELOOP', { code: 'symbolic-link' }],
])('a file that cannot be read because of %s', (code, expected) => {
  const cause = Object.assign(new Error(`${code}: why`), { code });
  expect(fileError('/a', 'read', 'a hint', cause)).toMatchObject({ exitCode: 7, cause, ...expected });
});

test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('a file that cannot be written because of %s: the disk is full', (code) => {
  expect(fileError('/a', 'written', 'a hint', Object.assign(new Error(code), { code }))).toMatchObject({
    code: 'disk-full',
    hint: 'a hint',
  });
});
