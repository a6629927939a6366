import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chorusAtTerminal, type OpenOptions, sendLine, skipOnboarding, untilClaudeListens } from '../support/interactive.ts';
import { prepared } from '../support/prepared.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { keys, runAtTerminal, type TerminalRun } from '../support/terminal.ts';
import { type LogEvent, lastExchange, session, talk } from './turns.ts';

const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96);

/** Two sessions of this directory, and one of another. */
const createSessions = prepared(async (sandbox) => {
  skipOnboarding(sandbox);
  const elsewhere = join(sandbox.root, 'elsewhere');
  mkdirSync(elsewhere);
  await sandbox.chorus('new', 'auth', 'Design the login flow', '--permission-mode', 'default');
  await sandbox.chorus('new', 'billing', '--permission-mode', 'default', '--tag', 'money', '--note', 'invoices');
  await sandbox.chorus.with({ cwd: elsewhere }, 'new', 'docs', '--permission-mode', 'default');
});

/** chorus alone, once it listens. */
async function openPicker(sandbox: Sandbox, options?: OpenOptions): Promise<TerminalRun> {
  const picker = chorusAtTerminal(sandbox, [], options);
  await picker.until('enter resume');
  return picker;
}

async function untilActive(picker: TerminalRun, name: string): Promise<void> {
  await picker.until((screen) => /^❯ (\S+)/m.exec(screen)?.[1] === name);
}

/** Types, and waits until the line that is typed in ends so. */
async function enter(picker: TerminalRun, text: string): Promise<void> {
  picker.type(text);
  await picker.until((screen) => (screen.split('\n')[0] ?? '').trimEnd().endsWith(text));
}

describe('chorus alone, at a terminal', () => {
  test('shows the sessions of this directory and what was said last; Enter opens one in Claude', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox);
    expect(picker.screen()).toContain('Sessions of this directory:');
    expect(picker.screen()).not.toContain('docs');
    await untilActive(picker, 'billing');
    picker.type(keys.down);
    await picker.until('you    Design the login flow');
    await untilActive(picker, 'auth');
    expect(picker.screen()).toMatch(/claude reply to: Design the login flow/);
    picker.type(keys.enter);
    await picker.until(/─ auth ─/);
    await untilClaudeListens(picker);
    await sendLine(picker, 'one');
    await picker.until('reply to: one');
    expect(lastExchange(sandbox).history).toEqual(talk('Design the login flow', 'one'));
    await sendLine(picker, '/exit');
    expect((await picker.ended).exitCode).toBe(0);
    expect(picker.screen()).toContain('✓ auth resumed: descends from the tip');
    expect(picker.screen()).not.toContain('Sessions of this directory');
    expect(sandbox.readLog<LogEvent & { interactive?: true }>().at(-1)).toMatchObject({
      session: 'auth',
      verdict: 'resumed',
      interactive: true,
    });
  });

  test('is searched by name, tag and note, here and, with Tab, everywhere', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox);
    await enter(picker, 'invo');
    await untilActive(picker, 'billing');
    expect(picker.screen()).not.toContain('auth');
    picker.type('x');
    await picker.until('no match');
    picker.type(ctrl('u'));
    await picker.until('auth');
    await enter(picker, 'docs');
    await picker.until('no match');
    picker.type('\t');
    await picker.until('All sessions: docs');
    await untilActive(picker, 'docs');
    expect(picker.screen()).toContain(join(sandbox.root, 'elsewhere').slice(-12));
    picker.type(keys.escape);
    expect((await picker.ended).exitCode).toBe(0);
    expect(sandbox.readLog()).toHaveLength(1);
  });

  test('renames, tags and forgets; what is wrong is said, and nothing is done', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox);
    picker.type(ctrl('r'));
    await picker.until('New name of billing: billing');
    picker.type(ctrl('u'));
    await enter(picker, 'auth');
    picker.type(keys.enter);
    await picker.until('there is already a session auth');
    picker.type(ctrl('u'));
    await enter(picker, 'not a name');
    picker.type(keys.enter);
    await picker.until('"not a name" is not a session name');
    picker.type(ctrl('u'));
    await enter(picker, 'money/bills');
    picker.type(keys.enter);
    await picker.until('renamed billing to money/bills');
    await untilActive(picker, 'money/bills');
    expect(session(sandbox, 'money/bills')).toMatchObject({ tags: ['money'] });

    picker.type(ctrl('t'));
    await picker.until('Tags of money/bills, separated by commas: money');
    await enter(picker, ', paid');
    picker.type(keys.enter);
    await picker.until('money/bills is tagged money, paid');
    expect(session(sandbox, 'money/bills')).toMatchObject({ tags: ['money', 'paid'] });

    picker.type(ctrl('x'));
    await picker.until("Forget money/bills? Claude's transcript stays. (y/N)");
    picker.type('n');
    await picker.until('Sessions of this directory:');
    picker.type(ctrl('x'));
    await picker.until('Forget money/bills?');
    picker.type('y');
    await picker.until('removed money/bills');
    await untilActive(picker, 'auth');
    expect((await sandbox.chorus('show', 'money/bills')).exitCode).toBe(8);
    picker.type(keys.ctrlC);
    expect((await picker.ended).exitCode).toBe(130);
  });

  test('forks, and opens the branch', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox);
    await enter(picker, 'auth');
    picker.type(ctrl('f'));
    await picker.until('Name of the branch of auth:');
    await enter(picker, 'auth-jwt');
    picker.type(keys.enter);
    await picker.until(/─ auth-jwt ─/);
    await untilClaudeListens(picker);
    await sendLine(picker, '/exit');
    expect((await picker.ended).exitCode).toBe(0);
    expect(session(sandbox, 'auth-jwt').parent).toMatchObject({ name: 'auth', sessionId: session(sandbox, 'auth').sessionId });
  });

  test('a session that another call holds is neither renamed nor forgotten', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox);
    const turn = sandbox.spawn(['resume', 'auth', '{{hold}} slow'], { stdin: 'ignore' });
    await expect.poll(() => sandbox.api.exchanges.length).toBe(2);
    await enter(picker, 'auth');
    picker.type(ctrl('x'));
    await picker.until('Forget auth?');
    picker.type('y');
    await picker.until('session "auth" is busy: held by chorus resume');
    picker.type(keys.ctrlC);
    await picker.ended;
    sandbox.api.release();
    expect((await turn).exitCode).toBe(0);
    expect(session(sandbox, 'auth').totals.turns).toBe(2);
  });

  test('Ctrl-Z stops it, and fg brings it back', async () => {
    await using sandbox = await createSessions();
    await using shell = runAtTerminal('bash', ['--norc', '-i'], { cwd: sandbox.work, env: { ...sandbox.env, PS1: 'SHELL> ' } });
    await shell.until('SHELL>');
    shell.type(`${process.execPath} ${chorusBin}\r`);
    await shell.until('enter resume');
    shell.type(keys.ctrlZ);
    await shell.until('Stopped');
    shell.type('fg\r');
    await shell.until((screen) => screen.lastIndexOf('❯ billing') > screen.indexOf('SHELL> fg'));
    shell.type('auth');
    await shell.until('❯ auth');
    shell.type(keys.escape);
    await shell.until(/SHELL>$/m);
    shell.type('echo ended with $?\r');
    await shell.until('ended with 0');
  });

  test.each([60, 200])('fits %i columns, and follows the window', async (columns) => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox, { columns, rows: 16 });
    await untilActive(picker, 'billing');
    picker.resize(44, 12);
    await picker.until((screen) => !screen.includes('esc quit') && screen.includes('❯ billing'));
    picker.resize(columns, 16);
    await picker.until('❯ billing');
    expect(picker.screen().split('\n').length).toBeLessThanOrEqual(20);
    picker.type(keys.escape);
    expect((await picker.ended).exitCode).toBe(0);
  });

  test('NO_COLOR has no colours', async () => {
    await using sandbox = await createSessions();
    await using picker = await openPicker(sandbox, { env: { NO_COLOR: '1' } });
    // biome-ignore lint/complexity/useRegexLiterals: a control character in a literal is easily overlooked.
    expect(picker.written()).not.toMatch(new RegExp('\\u001b\\[[0-9;]*m'));
    picker.type(keys.escape);
    await picker.ended;
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s gives the terminal back', async (signal, exitCode) => {
    await using sandbox = await createSessions();
    await using shell = chorusAtTerminal(sandbox, []);
    await shell.until('enter resume');
    process.kill(shell.pid, signal);
    expect((await shell.ended).exitCode).toBe(exitCode);
    expect(shell.modes()).toEqual({ cursorHidden: false, alternateScreen: false, bracketedPaste: false, mouse: 'none' });
  });
});

describe('chorus alone, elsewhere', () => {
  test('sessions that can not be read are not passed over in silence', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    writeFileSync(sandbox.sessionFile('auth'), '{');
    await using alone = chorusAtTerminal(sandbox, []);
    expect((await alone.ended).exitCode).toBe(7);
    expect(alone.screen()).toContain('is damaged');
    await sandbox.chorus('new', 'billing');
    await using picker = await openPicker(sandbox);
    await picker.until('auth cannot be read, and is left out');
    picker.type(keys.escape);
    await picker.ended;
  });

  test('no terminal, or a dumb one: the help, and exit 2', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus();
    expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Usage: chorus') });
    await using dumb = chorusAtTerminal(sandbox, [], { env: { TERM: 'dumb' } });
    expect((await dumb.ended).exitCode).toBe(2);
    expect(dumb.screen()).toContain('Usage: chorus');
    expect(await sandbox.chorus('pick')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('the picker needs a terminal'),
    });
  });

  test('no session yet: how to start one', async () => {
    await using sandbox = await createSandbox();
    await using picker = chorusAtTerminal(sandbox, []);
    expect((await picker.ended).exitCode).toBe(0);
    expect(picker.screen()).toContain('start one: chorus new <name> "<prompt>"');
  });
});

test('of 1,000 sessions', async () => {
  await using sandbox = await createSandbox();
  mkdirSync(join(sandbox.chorusHome, 'sessions'), { recursive: true, mode: 0o700 });
  for (let index = 0; index < 1000; index++) {
    const kept = { name: `s${index}`, sessionId: crypto.randomUUID(), cwd: sandbox.work, tags: ['a'], note: 'a note', state: 'active' };
    writeFileSync(join(sandbox.chorusHome, 'sessions', `s${index}.json`), JSON.stringify(kept));
  }
  await using run = chorusAtTerminal(sandbox, []);
  await run.until('enter resume');
  await enter(run, 's777');
  await untilActive(run, 's777');
});
