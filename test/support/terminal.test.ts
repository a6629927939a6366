import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { runAtTerminal } from './terminal.ts';

test('all that a program wrote is read, though nobody looked until it had ended', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => `${index} ${'漢字'.repeat(30)}`).join('\n');
  await using run = runAtTerminal('/bin/sh', ['-c', 'printf "%s\\n" "$0"', lines], { cwd: '/', env: {}, columns: 200 });
  // The event loop, and with it all reading, stands still meanwhile.
  execaSync('/bin/sh', ['-c', 'while kill -0 "$0" 2>/dev/null; do :; done', String(run.pid)]);
  await run.ended;
  expect(run.written().replaceAll('\r', '')).toBe(`${lines}\n`);
});
