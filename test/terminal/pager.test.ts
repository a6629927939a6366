import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { startProgram as start } from '../../src/process/start.ts';
import { pagerFor, writePaged } from '../../src/terminal/pager.ts';

const terminal = (rows: number | undefined) => {
  let written = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      written += chunk;
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: 80, rows, written: () => written }) as Writable & {
    isTTY: boolean;
    columns: number;
    rows: number;
    written(): string;
  };
};
const lines = (count: number) => 'line\n'.repeat(count);

describe('pagerFor', () => {
  test.each<[what: string, text: string, env: NodeJS.ProcessEnv, pager: string | undefined]>([
    ['what fits', lines(9), {}, undefined],
    ['what does not', lines(10), {}, 'less'],
    ['PAGER', lines(10), { PAGER: 'most -x' }, 'most -x'],
    ['CHORUS_PAGER goes first', lines(10), { PAGER: 'most', CHORUS_PAGER: 'bat' }, 'bat'],
    ['an empty one is none', lines(10), { PAGER: 'most', CHORUS_PAGER: '' }, undefined],
    ['cat is none', lines(10), { PAGER: ' cat ' }, undefined],
    ['a terminal that can not page', lines(10), { TERM: 'dumb' }, undefined],
  ])('%s', (_, text, env, pager) => {
    expect(pagerFor(text, { stdout: terminal(10), env, start })).toBe(pager);
  });

  test('no terminal, or one of unknown height', () => {
    expect(pagerFor(lines(10), { stdout: Object.assign(terminal(10), { isTTY: false }), env: {}, start })).toBeUndefined();
    expect(pagerFor(lines(10), { stdout: terminal(undefined), env: {}, start })).toBeUndefined();
  });
});

describe('writePaged', () => {
  test('without a pager, or with a missing one, the text is written', async () => {
    for (const env of [{ PAGER: 'cat' }, { PAGER: '/no/such/pager 2>/dev/null', PATH: process.env.PATH }]) {
      const stdout = terminal(10);
      expect(await writePaged(lines(20), { stdout, env, start })).toBeUndefined();
      expect(stdout.written()).toBe(lines(20));
    }
  });

  test('a pager that leaves early is no failure', async () => {
    const stdout = terminal(10);
    const env = { PAGER: 'head -c 1 >/dev/null; exit 3', PATH: process.env.PATH };
    expect(await writePaged(lines(500_000), { stdout, env, start })).toBeUndefined();
    expect(stdout.written()).toBe('');
  });

  test('Ctrl-C is left to the pager; another signal ends it', async () => {
    let handler: (signal: NodeJS.Signals) => void = () => {};
    const options = {
      stdout: terminal(10),
      start,
      env: { PAGER: 'exec sleep 20', PATH: process.env.PATH },
      onSignal: (given: typeof handler) => {
        handler = given;
        return () => {
          handler = () => {
            throw new Error('is not subscribed any more');
          };
        };
      },
    };
    const ended = writePaged(lines(20), options);
    handler('SIGINT');
    handler('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(() => handler('SIGINT')).toThrow('not subscribed');
  });
});
