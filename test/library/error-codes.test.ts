import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/errors.ts';

test('docs/library.md has every error code with its exit code', () => {
  const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \| [^|]+ \|$/gm)].map(([, code, exitCode]) => [code, Number(exitCode)]);
  expect(rows).toEqual(Object.entries(exitCodeOf));
});
