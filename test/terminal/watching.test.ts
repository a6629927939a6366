import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type Watching, type WatchingOptions, whatToWatch } from '../../src/terminal/watching.ts';

const nothing: Watching = { answer: false, activity: 'nothing' };
const lines: Watching = { answer: true, activity: 'lines' };
const all: Watching = { answer: true, activity: 'spinner' };

test.each<[what: string, out: boolean, err: boolean, env: NodeJS.ProcessEnv, options: Partial<WatchingOptions>, watching: Watching]>([
  ['a terminal', true, true, {}, {}, all],
  ['piped', false, false, {}, {}, nothing],
  ['the answer piped', false, true, {}, {}, { ...all, answer: false }],
  ['errors piped', true, false, {}, {}, { ...all, activity: 'nothing' }],
  ['--quiet', true, true, {}, { quiet: true }, { ...all, activity: 'nothing' }],
  ['--quiet --verbose', true, true, {}, { quiet: true, verbose: true }, { ...all, activity: 'nothing' }],
  ['--verbose', true, true, {}, { verbose: true }, all],
  ['--verbose, piped', false, false, {}, { verbose: true }, { ...nothing, activity: 'lines' }],
  ['NO_COLOR', true, true, { NO_COLOR: '1' }, {}, lines],
  ['a dumb terminal', true, true, { TERM: 'dumb' }, {}, lines],
  ['a dumb terminal, FORCE_COLOR', true, true, { TERM: 'dumb', FORCE_COLOR: '1' }, {}, lines],
  ['FORCE_COLOR, piped', false, false, { FORCE_COLOR: '1' }, {}, nothing],
  ['--json', true, true, {}, { format: 'json' }, { ...all, answer: false }],
  ['--stream', true, true, {}, { format: 'stream-json' }, nothing],
  ['--stream --verbose', true, true, {}, { format: 'stream-json', verbose: true }, { ...nothing, activity: 'lines' }],
  ['--stream to a file', false, true, {}, { format: 'stream-json' }, { ...all, answer: false }],
])('%s', (_, out, err, env, options, watching) => {
  const stream = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });
  expect(whatToWatch({ stdout: stream(out), stderr: stream(err), env }, { format: 'text', ...options })).toEqual(watching);
});

test('a terminal that does not report its width', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0 });
  expect(whatToWatch({ stdout: stream, stderr: stream, env: {} }, { format: 'text' })).toEqual(lines);
});
