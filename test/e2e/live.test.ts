import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { keys, runAtTerminal, type TerminalOptions } from '../support/terminal.ts';
import { lastExchange, session } from './turns.ts';

const answer = `# The plan

Some **bold** text with \`code\`, and a [link](https://example.com), which is long enough to be wrapped somewhere.

- first
- second

| Name | What |
| --- | --- |
| auth | ${'many words '.repeat(8)}|

\`\`\`ts
const x = 1;
\`\`\`

The last word.`;

type Terminal = Partial<TerminalOptions>;

function chorusAtTerminal(sandbox: Sandbox, args: readonly string[], { env, ...options }: Terminal = {}) {
  return runAtTerminal(process.execPath, [chorusBin, ...args], { cwd: sandbox.work, env: { ...sandbox.env, ...env }, ...options });
}

/** Runs chorus to its end at a terminal. */
async function watch(sandbox: Sandbox, args: readonly string[], options: Terminal = {}) {
  await using terminal = chorusAtTerminal(sandbox, args, options);
  const { exitCode } = await terminal.ended;
  return { exitCode, screen: terminal.screen(), written: terminal.written(), modes: terminal.modes() };
}

/** How often a text stands in another one. */
function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The one line that ends a turn, without cost and time. */
const lastLine = /^✓ auth (started|resumed) · 1 turn · \$\d\.\d{4} · [\d.]+ s · context <1%( of 1M)?$/m;

describe('the answer at a terminal', () => {
  test.each([60, 200])('%i columns: readable, as wide as the window, and once', async (columns) => {
    await using sandbox = await createSandbox({ reply: () => answer });
    const { exitCode, screen, written, modes } = await watch(sandbox, ['new', 'auth', '{{pace 5}}'], { columns });
    expect(exitCode).toBe(0);
    expect(screen).toMatch(/^The plan$/m);
    expect(screen).toMatch(/^• second$/m);
    expect(screen).toMatch(/^ {2}const x = 1;$/m);
    expect(screen).toMatch(/^auth +│ many words/m);
    expect(screen).toMatch(lastLine);
    expect(screen).not.toMatch(/[#*`]|thinking|answering/);
    for (const part of ['The plan', 'link (', 'second', 'const x', 'The last word.']) expect(count(screen, part)).toBe(1);
    const longest = Math.max(...screen.split('\n').map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(columns);
    expect(longest).toBeGreaterThan(Math.min(columns, 100) - 12);
    // Bold and underlined, cyan, and dim at the end.
    for (const code of ['\u001b[1m\u001b[4mThe plan', '\u001b[36mconst x = 1;', '\u001b[2m✓ auth']) expect(written).toContain(code);
    expect(modes.cursorHidden).toBe(false);
    expect(written).not.toContain('\u001b[?25l');
    expect(lastExchange(sandbox).prompt).toBe('{{pace 5}}');
  });

  test('comes block by block, while claude still writes', async () => {
    await using sandbox = await createSandbox({ reply: () => answer });
    await using terminal = chorusAtTerminal(sandbox, ['new', 'auth', '{{stop const x}}']);
    await terminal.until('• second');
    expect(terminal.screen()).not.toContain('The last word');
    await terminal.until(/^\S \d+ s {2}answering$/m);
    sandbox.api.release();
    await terminal.until(lastLine);
    expect(terminal.screen()).toContain('The last word.');
    expect((await terminal.ended).exitCode).toBe(0);
  });

  test('is asked for piece by piece only then', async () => {
    await using sandbox = await createSandbox();
    const flag = '--include-partial-messages';
    expect((await watch(sandbox, ['new', 'auth', 'one', '--verbose'], { columns: 400 })).screen).toContain(flag);
    expect((await watch(sandbox, ['resume', 'auth', 'one', '--dry-run'], { columns: 400 })).screen).toContain(flag);
    expect((await watch(sandbox, ['resume', 'auth', 'one', '--json'], { columns: 400 })).screen).not.toContain(flag);
    expect((await sandbox.chorus('resume', 'auth', 'one', '--verbose')).stderr).not.toContain(flag);
    await sandbox.chorus('set', 'auth', 'includePartialMessages=false');
    expect((await watch(sandbox, ['resume', 'auth', 'one', '--verbose'], { columns: 400 })).screen).not.toContain(flag);
  });

  test('comes with the whole message where nobody asked for pieces', async () => {
    await using sandbox = await createSandbox({ reply: () => answer });
    await sandbox.chorus('new', 'auth', '--include-partial-messages');
    await sandbox.chorus('set', 'auth', 'includePartialMessages=false');
    const { screen } = await watch(sandbox, ['resume', 'auth', 'one']);
    expect(count(screen, 'The last word.')).toBe(1);
    expect(screen).toMatch(lastLine);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('%s: plain lines', async (_, env) => {
    await using sandbox = await createSandbox({ reply: () => answer });
    const { exitCode, screen, written } = await watch(sandbox, ['new', 'auth', '{{pace 1}}'], { env, columns: 60 });
    expect(exitCode).toBe(0);
    expect(written).not.toContain('\u001b');
    expect(written).not.toMatch(/\r(?!\n)/);
    expect(screen).toMatch(/^# The plan$/m);
    expect(screen).toMatch(/^Some \*\*bold\*\* text with `code`/m);
    expect(screen).toMatch(/^```ts\nconst x = 1;\n```$/m);
    expect(screen).toMatch(lastLine);
  });

  test('control characters are not shown', async () => {
    await using sandbox = await createSandbox({ reply: () => 'a \u001b[2J\u001b[?25l b &#27;[?1049h\n\n```\n\u001b[31mc\u0007\n```' });
    const { screen, written, modes } = await watch(sandbox, ['new', 'auth', '{{pace 1}}']);
    expect(written).not.toMatch(/\u001b\[2J|\u001b\[\?25l|\u001b\[\?1049h|\u001b\[31m|\u0007/);
    expect(screen).toMatch(/^a {2}b/m);
    expect(modes).toMatchObject({ cursorHidden: false, alternateScreen: false });
  });

  test('what is no message of the model, like the answer of a command of Claude, is shown with the result', async () => {
    await using sandbox = await createSandbox();
    const { exitCode, screen } = await watch(sandbox, ['new', 'auth', '/cost']);
    expect(exitCode).toBe(0);
    expect(count(screen, 'Total duration (API)')).toBe(1);
  });

  test('an error is said once', async () => {
    await using sandbox = await createSandbox();
    const { exitCode, screen } = await watch(sandbox, ['new', 'auth', '{{status 400}}'], { columns: 200 });
    expect(exitCode).toBe(1);
    expect(count(screen, 'stub says 400')).toBe(1);
    expect(screen).toMatch(/^✗ auth started: a new conversation · turn: error/m);
  });

  test('--quiet: the answer and nothing else', async () => {
    await using sandbox = await createSandbox({ reply: () => answer });
    const { screen, written } = await watch(sandbox, ['new', 'auth', '{{pace 1}}', '--quiet']);
    expect(screen.trim().split('\n').at(-1)).toBe('The last word.');
    expect(written).not.toMatch(/thinking|answering|✓|chorus/);
  });

  test('what a subagent says is no part of it', async () => {
    await using sandbox = await createSandbox({
      reply: (prompt) => (prompt.includes('inner') ? 'words of the subagent' : 'words of Claude'),
    });
    const task = { description: 'look', prompt: 'inner', subagent_type: 'general-purpose' };
    const { screen } = await watch(sandbox, ['new', 'auth', `{{tool Task ${JSON.stringify(task)}}}`]);
    expect(screen).not.toContain('words of the subagent');
    expect(screen).toMatch(/^done$/m);
  });
});

describe('piped', () => {
  test('exactly the answer, with a terminal for standard error too', async () => {
    await using sandbox = await createSandbox({ reply: () => `${answer}\n\u001b[31m\n\n` });
    const bare = await sandbox.claude(['-p'], 'one');
    const piped = await sandbox.chorus('new', 'auth', 'one');
    expect(piped.stdout).toBe(bare.stdout);
    expect(piped.stderr).toMatch(/^chorus: ✓ auth started: a new conversation · \$[\d.]+ · [\d.]+ s\n$/);
    const out = join(sandbox.root, 'out');
    const command = `exec '${process.execPath}' '${chorusBin}' resume auth '{{hold}}' > '${out}'`;
    await using terminal = runAtTerminal('/bin/sh', ['-c', command], { cwd: sandbox.work, env: sandbox.env });
    await terminal.until(/\S [1-9]\d* s {2}thinking$/m);
    sandbox.api.release();
    expect((await terminal.ended).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(bare.stdout);
    expect(terminal.screen()).toMatch(lastLine);
    expect(terminal.screen()).not.toContain('The plan');
  });
});

describe('what happens now', () => {
  const bash = (command: string) => `{{tool Bash ${JSON.stringify({ command })}}}`;

  test('the tool and its target, and since when', async () => {
    await using sandbox = await createSandbox();
    await using terminal = chorusAtTerminal(sandbox, ['new', 'auth', bash('until [ -e go ]; do sleep .1; done'), '--allowedTools', 'Bash']);
    await terminal.until(/^\S \d+ s {2}Bash until \[ -e go \]; do sleep \.1; done$/m);
    await terminal.until(/^\S [1-9]\d* s {2}Bash until /m);
    writeFileSync(join(sandbox.work, 'go'), '');
    await terminal.until(/^done$/m);
    expect((await terminal.ended).exitCode).toBe(0);
    expect(terminal.screen()).not.toContain('Bash');
  });

  test("paths are told from the session's directory, wherever chorus is called", async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', '--allowedTools', 'Read');
    const command = `{{tool Read ${JSON.stringify({ file_path: join(sandbox.work, 'src', 'login.ts') })}}}`;
    const args = [chorusBin, 'resume', 'auth', command, '--verbose'];
    await using terminal = runAtTerminal(process.execPath, args, { cwd: sandbox.root, env: sandbox.env, columns: 200 });
    await terminal.until(/chorus: Read src\/login\.ts$/m);
    await terminal.ended;
  });

  test('on one line, whatever the width', async () => {
    await using sandbox = await createSandbox();
    const args = ['new', 'auth', bash(`until [ -e go ]; do sleep .1; done # ${'long '.repeat(30)}`), '--allowedTools', 'Bash'];
    await using terminal = chorusAtTerminal(sandbox, args, { columns: 60 });
    await terminal.until(/^\S \d+ s {2}Bash until .* # long .*…$/m);
    expect(terminal.screen().split('\n')).toHaveLength(1);
    writeFileSync(join(sandbox.work, 'go'), '');
    await terminal.until(/^done$/m);
    expect(count(terminal.screen(), 'long')).toBe(0);
  });

  test('a terminal that does not tell its width', async () => {
    await using sandbox = await createSandbox();
    const command = `stty cols 0; exec '${process.execPath}' '${chorusBin}' new auth one`;
    await using terminal = runAtTerminal('/bin/sh', ['-c', command], { cwd: sandbox.work, env: sandbox.env });
    expect((await terminal.ended).exitCode).toBe(0);
    expect(terminal.screen()).toMatch(/^reply to: one\n✓ auth started/);
  });

  test('denied tools stay to be read', async () => {
    await using sandbox = await createSandbox();
    const { exitCode, screen } = await watch(sandbox, ['new', 'auth', bash('touch /etc/chorus')]);
    expect(exitCode).toBe(0);
    expect(count(screen, 'chorus: denied: Bash touch /etc/chorus')).toBe(1);
    expect(screen).toContain("Denied: Bash. Allow with: chorus set auth 'allowedTools+=Bash(<command>)'");
  });

  test('retries', async () => {
    await using sandbox = await createSandbox();
    await using terminal = chorusAtTerminal(sandbox, ['new', 'auth', '{{status 529}}']);
    await terminal.until(/^\S \d+ s {2}API overloaded, attempt 1 of 10, 1 s$/m);
    await terminal.until(/^\S \d+ s {2}API overloaded, attempt 2 of 10, \d s$/m);
    expect((await terminal.ended).exitCode).toBe(1);
    expect(terminal.screen()).not.toContain('attempt');
  });

  test('as plain lines, without colours', async () => {
    await using sandbox = await createSandbox();
    const args = ['new', 'auth', bash('echo hello'), '--allowedTools', 'Bash'];
    const { screen, written } = await watch(sandbox, args, { env: { TERM: 'dumb' } });
    expect(screen).toMatch(/^chorus: Bash echo hello\ndone\n✓ auth started · 2 turns/);
    expect(written).not.toContain('\u001b');
    const retried = await watch(sandbox, ['resume', 'auth', '{{status 529}}'], { env: { NO_COLOR: '1' } });
    expect(retried.screen).toMatch(/^chorus: API overloaded, attempt 1 of 10, 1 s\nchorus: API overloaded, attempt 2 of 10/);
  });

  test('--verbose leaves tools, hooks and evidence to be read; piped as well', async () => {
    await using sandbox = await createSandbox();
    const hooks = { SessionStart: [{ hooks: [{ type: 'command', command: 'true' }] }] };
    writeFileSync(join(sandbox.work, 'settings.json'), JSON.stringify({ hooks }));
    const args = [bash('echo hello'), '--allowedTools', 'Bash', '--settings', 'settings.json', '--verbose'];
    const { screen } = await watch(sandbox, ['new', 'auth', ...args], { columns: 500 });
    const piped = await sandbox.chorus('resume', 'auth', ...args);
    for (const said of [screen, piped.stderr]) {
      expect(said).toMatch(/^chorus: hook SessionStart:(startup|resume)$/m);
      expect(said).toMatch(/^chorus: Bash echo hello$/m);
      expect(said).toMatch(
        /^chorus: evidence: asked for \S+, init names \S+, the result \S+; lineage proved; \d+ records added(?:; .+)?$/m,
      );
    }
    expect(piped.stderr).toMatch(/ records added; 4 of 4 earlier messages; 1000 tokens sent, after a context of 1005$/m);
    expect(piped.stdout).toBe('done\n');
  });

  test('waiting for another call', async () => {
    await using sandbox = await createConversation();
    await using first = chorusAtTerminal(sandbox, ['resume', 'auth', '{{hold}} two']);
    await first.until('thinking');
    await using second = chorusAtTerminal(sandbox, ['resume', 'auth', 'three']);
    await second.until(/^\S [1-9]\d* s {2}waiting: the session is held by /m);
    await using third = chorusAtTerminal(sandbox, ['resume', 'auth', 'four', '--wait', '0.3'], { env: { NO_COLOR: '1' } });
    expect((await third.ended).exitCode).toBe(5);
    expect(third.screen()).toMatch(/^chorus: waiting: the session is held by /m);
    await using interrupted = chorusAtTerminal(sandbox, ['resume', 'auth', 'five']);
    await interrupted.until('waiting: the session');
    interrupted.type(keys.ctrlC);
    expect((await interrupted.ended).signal).toBe(2);
    expect(interrupted.screen()).toBe('');
    expect(second.screen()).not.toContain('reply');
    sandbox.api.release();
    await first.until(lastLine);
    await second.until(lastLine);
    expect(second.screen()).not.toContain('waiting');
    expect(second.screen()).toContain('reply to: three');
    expect(lastExchange(sandbox).history).toHaveLength(5);
  });
});

describe('the terminal is given back', () => {
  const whole = { cursorHidden: false, alternateScreen: false, bracketedPaste: false };

  test('after Ctrl-C in the middle: what came is shown', async () => {
    await using sandbox = await createSandbox({ reply: () => answer });
    await using terminal = chorusAtTerminal(sandbox, ['new', 'auth', '{{stop const x}}']);
    await terminal.until(/^• first/m);
    terminal.type(keys.ctrlC);
    expect((await terminal.ended).exitCode).toBe(130);
    expect(terminal.screen()).toMatch(/turn: interrupted/);
    expect(terminal.screen()).not.toMatch(/answering|The last word/);
    expect(terminal.modes()).toMatchObject(whole);
    expect(terminal.written()).not.toContain('\u001b[?25l');
    expect(session(sandbox, 'auth').last?.verdict).toBe('started');
  });

  test.each<[when: string, prompt: string, until: string | RegExp]>([
    ['claude starts', 'one', 'starting claude'],
    ['claude thinks', '{{hold}}', 'thinking'],
    ['a tool runs', '{{tool Bash {"command":"until [ -e go ]; do sleep .1; done"}}}', 'Bash until'],
    ['the API is overloaded', '{{status 529}}', 'API overloaded'],
  ])('after Ctrl-C and SIGTERM while %s', async (_, prompt, until) => {
    await using sandbox = await createSandbox();
    for (const [signal, exitCode] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      await using terminal = chorusAtTerminal(sandbox, ['new', signal.toLowerCase(), prompt, '--allowedTools', 'Bash']);
      await terminal.until(until);
      if (signal === 'SIGINT') terminal.type(keys.ctrlC);
      else process.kill(terminal.pid, signal);
      expect((await terminal.ended).exitCode).toBe(exitCode);
      expect(terminal.modes()).toMatchObject(whole);
      expect(terminal.screen().split('\n').at(-1)).not.toMatch(/^\S \d+ s {2}/);
    }
  });

  test('after kill -9', async () => {
    await using sandbox = await createSandbox();
    await using terminal = chorusAtTerminal(sandbox, ['new', 'auth', '{{hold}}']);
    await terminal.until('thinking');
    process.kill(terminal.pid, 'SIGKILL');
    await terminal.ended;
    expect(terminal.modes()).toMatchObject(whole);
  });
});
