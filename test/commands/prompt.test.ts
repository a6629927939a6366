import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { encodings } from '../../src/core/encoding.ts';
import { testClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

/** A call with a pipe for standard input, which somebody still holds open. */
function withOpenPipe() {
  const { context, cwd, calls, run } = testContext();
  const [stdin, clock] = [new PassThrough(), testClock()];
  Object.assign(context, { stdin, clock });
  const said = () => String((context.stderr as PassThrough).read() ?? '');
  return { context, cwd, calls, run, stdin, clock, said };
}

const waiting = 'chorus: waiting for standard input; --no-stdin leaves it alone\n';
const prompts = ({ calls }: Pick<ReturnType<typeof withOpenPipe>, 'calls'>) => calls.map(({ prompt }) => prompt);

describe('an open pipe', () => {
  test.each([[[]], [['--quiet']], [['--json']], [['--stream']]])(
    'is waited for, however slow, and stderr says so once: %j',
    async (more) => {
      const piped = withOpenPipe();
      const { run, stdin, clock, calls } = piped;
      const ran = run('new', 'auth', 'Fix this', ...more);
      await clock.isAwaited();
      clock.pass(2999);
      expect(piped.said()).toBe('');
      clock.pass(1);
      expect(piped.said()).toBe(waiting);
      clock.pass(3_600_000);
      expect(piped.said()).toBe('');
      expect(calls).toEqual([]);
      stdin.write('da');
      await tick();
      expect(calls).toEqual([]);
      stdin.end('ta\n');
      expect((await ran).exitCode).toBe(0);
      expect(prompts(piped)).toEqual(['Fix this\n\ndata\n']);
    },
  );

  test('that never ends is said to be waited for, although it gives data', async () => {
    const { run, stdin, clock, said } = withOpenPipe();
    const ran = run('new', 'auth', 'Fix this');
    stdin.write('some');
    await clock.isAwaited();
    clock.pass(3000);
    expect(said()).toBe(waiting);
    stdin.end();
    await ran;
  });

  test('without an argument is the prompt', async () => {
    const piped = withOpenPipe();
    const ran = piped.run('new', 'auth');
    await piped.clock.isAwaited();
    piped.clock.pass(60_000);
    expect(piped.said()).toBe(waiting);
    piped.stdin.end('from the pipe');
    await ran;
    expect(prompts(piped)).toEqual(['from the pipe']);
  });

  test('that ends empty is no prompt', async () => {
    const piped = withOpenPipe();
    piped.stdin.end();
    expect(await piped.run('new', 'auth', 'Fix this')).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('added') });
    expect(prompts(piped)).toEqual(['Fix this']);
  });

  test.each([[['--timeout', '90']], [['--profile', 'hasty']], [['--profile', 'hasty', '--timeout', '90']]])(
    'is waited for until the timeout, and nothing is done: %j',
    async (more) => {
      const { context, run, stdin, clock, calls } = withOpenPipe();
      await context.chorus.changeSettingsAt({ profile: 'hasty' }, { timeout: more.includes('--timeout') ? 5 : 90 });
      const ran = rejectionOf(run('new', 'auth', 'Fix this', ...more));
      await clock.isAwaited();
      stdin.write('not the end');
      clock.pass(89_999);
      await tick();
      expect(context.chorus.has('auth')).toBe(false);
      clock.pass(1);
      expect(await ran).toEqual({
        message: 'standard input did not end within the timeout of 90 s',
        hint: 'Nothing was sent. --no-stdin leaves standard input alone; --timeout allows more time.',
        exitCode: 124,
      });
      expect(calls).toEqual([]);
      expect(context.chorus.has('auth')).toBe(false);
    },
  );

  test.each(['resume', 'fork'])('counts towards the pinned timeout of the session: %s', async (verb) => {
    const { context, run, clock } = withOpenPipe();
    await context.chorus.record('auth', { settings: { timeout: 10 } });
    const ran = rejectionOf(run(verb, 'auth', ...(verb === 'fork' ? ['branch'] : []), 'Fix this'));
    await clock.isAwaited();
    clock.pass(10_000);
    expect((await ran).exitCode).toBe(124);
  });

  test('takes its time off what the turn may take', async () => {
    const { run, stdin, clock, calls } = withOpenPipe();
    const ran = run('new', 'auth', 'Fix this', '--timeout', '90');
    await clock.isAwaited();
    clock.pass(20_000);
    stdin.end('data');
    await ran;
    expect(calls[0]?.options).toMatchObject({ settings: { timeout: 90 }, elapsed: 20 });
  });

  test('is read before anything of the session is touched', async () => {
    const { context, run, stdin, clock } = withOpenPipe();
    await context.chorus.record('auth');
    const ran = run('resume', 'auth', 'Fix this');
    await clock.isAwaited();
    const lock = await context.world.store.lockTurn('auth', { waitMs: 0, action: 'test', onWait: undefined, signal: undefined });
    lock.release();
    stdin.end('data');
    expect((await ran).exitCode).toBe(0);
  });
});

describe('--no-stdin', () => {
  test('leaves standard input alone', async () => {
    const piped = withOpenPipe();
    piped.stdin.write('the rest of a list');
    expect((await piped.run('new', 'auth', 'Fix this', '--no-stdin')).exitCode).toBe(0);
    expect(prompts(piped)).toEqual(['Fix this']);
    expect(String(piped.stdin.read())).toBe('the rest of a list');
  });

  test('leaves no prompt where there is no other', async () => {
    const { context, run } = withOpenPipe();
    await context.chorus.record('auth');
    expect(await rejectionOf(run('resume', 'auth', '--no-stdin'))).toMatchObject({ message: 'no prompt given', exitCode: 2 });
  });
});

describe('- and --stdin demand standard input', () => {
  test.each([[['-']], [['--stdin']]])('%j: it is the prompt', async (more) => {
    const piped = withOpenPipe();
    piped.stdin.end('from the pipe');
    expect(await piped.run('new', 'auth', ...more)).toMatchObject({ exitCode: 0 });
    expect(prompts(piped)).toEqual(['from the pipe']);
  });

  test('with an argument: both, in this order', async () => {
    const piped = withOpenPipe();
    piped.stdin.end('data');
    expect((await piped.run('new', 'auth', 'Fix this', '--stdin')).stderr).toContain(
      'chorus: added 4 bytes of standard input to the prompt\n',
    );
    expect(prompts(piped)).toEqual(['Fix this\n\ndata']);
  });

  test.each([[['-']], [['--stdin']], [['Fix this', '--stdin']]])('%j: nothing on it is an error, and nothing is sent', async (more) => {
    const { context, run, stdin, calls } = withOpenPipe();
    stdin.end();
    expect(await rejectionOf(run('new', 'auth', ...more))).toEqual({
      message: 'standard input is empty',
      hint: 'Nothing was sent. Pipe the prompt in, or leave out - and --stdin.',
      exitCode: 2,
    });
    expect([calls, context.chorus.has('auth')]).toEqual([[], false]);
  });

  test('a terminal is read as well, to Ctrl-D', async () => {
    const piped = withOpenPipe();
    Object.assign(piped.stdin, { isTTY: true });
    await piped.context.chorus.record('auth');
    const ran = piped.run('resume', 'auth', '-');
    await piped.clock.isAwaited();
    piped.clock.pass(3000);
    expect(piped.said()).toBe('chorus: waiting for standard input; Ctrl-D ends it\n');
    piped.stdin.end('typed\n');
    await ran;
    expect(prompts(piped)).toEqual(['typed\n']);
  });

  test('chorus resume - goes on with the session last used here', async () => {
    const piped = withOpenPipe();
    await piped.context.chorus.record('auth');
    piped.stdin.end('Go on');
    await piped.run('resume', '-');
    expect(piped.calls).toMatchObject([{ action: 'resume', name: 'auth', prompt: 'Go on' }]);
  });

  test('- with --no-stdin is a contradiction', async () => {
    const { run } = withOpenPipe();
    expect((await rejectionOf(run('new', 'auth', '-', '--no-stdin'))).message).toBe('- and --no-stdin exclude each other');
  });
});

test('a terminal is not read', async () => {
  const { context, calls, run } = testContext();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  Object.assign(context, { stdin });
  expect((await run('new', 'auth', 'Fix this')).exitCode).toBe(0);
  expect(calls).toMatchObject([{ prompt: 'Fix this' }]);
  expect(stdin.listenerCount('data')).toBe(0);
});

test('a dry run does not wait for standard input', async () => {
  const { context, run } = withOpenPipe();
  await context.chorus.record('auth');
  Object.assign(context.world.env, { CHORUS_CLAUDE: process.execPath });
  for (const args of [
    ['new', 'other'],
    ['resume', 'auth'],
  ])
    expect((await run(...args, 'Fix this', '--dry-run')).exitCode).toBe(0);
});

describe('the trap of a loop that reads its list from standard input', () => {
  test.each([
    [1, 'x', '1 byte'],
    [6, 'b.ts\nc', '6 bytes'],
    [5, 'caf\u00e9', '5 bytes'],
    [1234, 'x'.repeat(1234), '1,234 bytes'],
  ])('stderr says each time how many bytes were added: %i', async (_, list, amount) => {
    const { run, stdin } = withOpenPipe();
    stdin.end(list);
    const { stderr } = await run('new', 'auth', 'review a.ts');
    expect(stderr).toContain(`chorus: added ${amount} of standard input to the prompt; --no-stdin leaves it alone\n`);
  });

  test.each([
    [['--quiet'], true],
    [['--json'], true],
    [['--quiet', '--stdin'], false],
  ])('--quiet does not silence it, unless standard input was asked for: %j', async (more, isSaid) => {
    const { run, stdin } = withOpenPipe();
    stdin.end('b.ts');
    expect((await run('new', 'auth', 'review a.ts', ...more)).stderr.includes('added 4 bytes')).toBe(isSaid);
  });

  test('a pipe alone is not added to anything', async () => {
    const { run, stdin } = withOpenPipe();
    stdin.end('data');
    expect((await run('new', 'auth')).stderr).not.toContain('added');
  });
});

describe('bytes that are not UTF-8', () => {
  const latin = Buffer.from('one\ncaf\u00e9!', 'latin1');

  test('from a pipe are refused, with the place and what to do', async () => {
    const { context, run, stdin, calls } = withOpenPipe();
    stdin.end(latin);
    expect(await rejectionOf(run('new', 'auth'))).toEqual({
      message: 'standard input is not UTF-8: byte 0xE9 at offset 7, line 2',
      hint: 'Nothing was sent. Convert it (pipe it through iconv -f latin1 -t utf-8), or read it as Latin-1: --encoding latin1',
      exitCode: 2,
    });
    expect([calls, context.chorus.has('auth')]).toEqual([[], false]);
  });

  test('from a file are refused, with the place and what to do', async () => {
    const { cwd, run, calls } = testContext();
    writeFileSync(join(cwd, 'latin'), latin);
    expect(await rejectionOf(run('new', 'auth', '--prompt-file', 'latin'))).toEqual({
      message: 'the prompt file latin is not UTF-8: byte 0xE9 at offset 7, line 2',
      hint: 'Nothing was sent. Convert it (iconv -f latin1 -t utf-8 latin), or read it as Latin-1: --encoding latin1',
      exitCode: 2,
    });
    expect(calls).toEqual([]);
  });

  test('from a file of UTF-16 are not said to be Latin-1; its name is quoted for the shell', async () => {
    const { cwd, run } = testContext();
    writeFileSync(join(cwd, 'a b.txt'), Buffer.from('\ufeffhi', 'utf16le'));
    expect((await rejectionOf(run('new', 'auth', '--prompt-file', 'a b.txt'))).hint).toBe(
      "Nothing was sent. It looks like UTF-16. Convert it: iconv -f utf-16 -t utf-8 'a b.txt'",
    );
  });

  test('a file named - is not standard input, which the hint says', async () => {
    const { run } = testContext();
    expect((await rejectionOf(run('new', 'auth', '--prompt-file', '-'))).hint).toBe(
      'For standard input, give - as the prompt, without --prompt-file.',
    );
  });

  test('are converted with --encoding latin1', async () => {
    const piped = withOpenPipe();
    piped.stdin.end(latin);
    writeFileSync(join(piped.cwd, 'latin'), latin);
    await piped.run('new', 'auth', '--prompt-file', 'latin', '--encoding', 'latin1');
    expect(prompts(piped)).toEqual(['one\ncaf\u00e9!\n\none\ncaf\u00e9!']);
  });

  test('an encoding that chorus does not know is refused', async () => {
    const { run } = testContext();
    expect((await rejectionOf(run('new', 'auth', 'x', '--encoding', 'ebcdic'))).message).toContain(encodings.join(', '));
  });

  test('a character that is cut by the pipe is whole', async () => {
    const piped = withOpenPipe();
    const ran = piped.run('new', 'auth');
    for (const byte of Buffer.from('caf\u00e9 \u{1f600}')) {
      piped.stdin.write(Buffer.from([byte]));
      await tick();
    }
    piped.stdin.end();
    await ran;
    expect(prompts(piped)).toEqual(['caf\u00e9 \u{1f600}']);
  });
});
