import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { styleFor } from '../../src/terminal/style.ts';

test.each<[what: string, isTTY: boolean, env: NodeJS.ProcessEnv, color: boolean, isColoured: boolean]>([
  ['a terminal', true, {}, true, true],
  ['a pipe', false, {}, true, false],
  ['a terminal, --no-color', true, {}, false, false],
  ['a terminal, NO_COLOR', true, { NO_COLOR: '1' }, true, false],
  ['a terminal, NO_COLOR empty', true, { NO_COLOR: '' }, true, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, true, false],
  ['a pipe, FORCE_COLOR', false, { FORCE_COLOR: '1' }, true, true],
  ['a pipe, FORCE_COLOR empty', false, { FORCE_COLOR: '' }, true, true],
  ['a pipe, FORCE_COLOR=0', false, { FORCE_COLOR: '0' }, true, false],
  ['a terminal, FORCE_COLOR over NO_COLOR', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, true],
  ['a terminal, FORCE_COLOR and --no-color', true, { FORCE_COLOR: '1' }, false, false],
])('%s', (_, isTTY, env, color, isColoured) => {
  const stream = Object.assign(new PassThrough(), { isTTY });
  expect(styleFor(stream, env, color).red('x')).toBe(isColoured ? '\u001b[31mx\u001b[39m' : 'x');
});
