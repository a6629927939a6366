import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOtherClaudes } from '../../src/claude/call/running-claudes.ts';
import { chorusAtTerminal, converse, openAtTerminal, skipOnboarding, untilClaudeListens } from '../support/interactive.ts';
import { begin, prepared } from '../support/prepared.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { keys, runAtTerminal } from '../support/terminal.ts';
import { editSession, type Finding, type LogEvent, lastExchange, type Outcome, session, talk } from './turns.ts';

interface InteractiveEvent extends LogEvent {
  interactive?: true;
  prompts?: number;
  evidence: { lineage: string; recordsAdded: number | null };
}

/** Claude puts what it says of its own commands before the next prompt. */
const reply = (message: string) => `reply to: ${message.trimEnd().split('\n').at(-1)}`;

async function start(sandbox: Sandbox, ...settings: string[]): Promise<void> {
  skipOnboarding(sandbox);
  await begin(sandbox, 'auth', 'zero', '--permission-mode', 'default', ...settings);
}

/** A session of which one turn was made headless. */
const createConversation = prepared((sandbox) => start(sandbox), { reply });

async function createConversationWith(...settings: string[]): Promise<Sandbox> {
  const sandbox = await createSandbox({ reply });
  await start(sandbox, ...settings);
  return sandbox;
}

function lastEvent(sandbox: Sandbox): InteractiveEvent | undefined {
  return sandbox.readLog<InteractiveEvent>().at(-1);
}

/** What chorus said when it was over, without cost and time. */
function verdictOn(screen: string): string | undefined {
  return [...screen.replaceAll(/\s*\n\s*/g, ' ').matchAll(/chorus: ([✓✗?] [^·]*?) ·/g)].at(-1)?.[1];
}

/** What is left of interactive runs in the home: nothing, once they are recorded. */
function leftRuns({ chorusHome }: Sandbox): string[] {
  return readdirSync(join(chorusHome, 'interactive'));
}

describe('a conversation at the terminal', () => {
  test('has everything that is pinned, goes on, and is judged afterwards', async () => {
    await using sandbox = await createConversationWith('--model', 'haiku', '--append-system-prompt', 'Be brief.', '--max-turns', '7');
    const before = session(sandbox, 'auth');
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    // The name that Claude's own picker shows stands above its prompt.
    expect(claude.screen()).toMatch(/─ auth ─/);
    await claude.ask('one');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('haiku'), history: talk('zero', 'one') });
    expect(lastExchange(sandbox).system).toContain('Be brief.');
    claude.resize(60, 20);
    await claude.ask('two');
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ auth resumed: descends from the tip');
    expect(claude.screen()).toContain('2 prompts');
    expect(claude.modes()).toEqual({ cursorHidden: false, alternateScreen: false, bracketedPaste: false, mouse: 'none' });

    const after = session(sandbox, 'auth');
    expect(after).toMatchObject({ sessionId: before.sessionId, formerIds: [], createdAt: before.createdAt, state: 'active' });
    expect(after.totals).toMatchObject({ turns: 3 });
    expect(after.totals.costUsd).toBeGreaterThan(before.totals.costUsd * 2);
    expect(after.last).toMatchObject({ model: expect.stringContaining('haiku'), permissionMode: 'default', verdict: 'resumed' });
    expect(after.tip?.uuid).not.toBe(before.tip?.uuid);
    expect(lastEvent(sandbox)).toMatchObject({
      action: 'resume',
      interactive: true,
      prompts: 2,
      expectedId: before.sessionId,
      actualId: before.sessionId,
      verdict: 'resumed',
      evidence: { lineage: 'proved' },
      turn: 'ok',
      exitCode: 0,
    });
    expect(leftRuns(sandbox)).toEqual([]);

    const next = await sandbox.chorus('resume', 'auth', 'three');
    expect(next.stderr).toContain('✓ auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one', 'two', 'three'));
  });

  test('/clear goes on under a new id; the old one is kept, and can be gone back to', async () => {
    await using sandbox = await createConversation();
    const { sessionId } = session(sandbox, 'auth');
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    await claude.say('/clear');
    await claude.until((screen) => !screen.includes('reply to: one'));
    await claude.ask('after');
    expect(lastExchange(sandbox).history.join()).toContain('after');
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ auth restarted: /clear: a fresh conversation under the old name');
    const cleared = session(sandbox, 'auth');
    const priceOfOne = cleared.totals.costUsd / 3;
    expect(cleared.sessionId).not.toBe(sessionId);
    expect(cleared).toMatchObject({ formerIds: [sessionId], state: 'active', totals: { turns: 3 } });
    expect(lastEvent(sandbox)).toMatchObject({ verdict: 'restarted', expectedId: sessionId, actualId: cleared.sessionId, prompts: 2 });

    const next = await sandbox.chorus('resume', 'auth', 'last');
    expect(next.stderr).toContain('✓ auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history.join()).toContain('after');
    expect(lastExchange(sandbox).history.join()).not.toContain('zero');

    await using again = await openAtTerminal(sandbox, ['resume', 'auth']);
    await again.say(`/resume ${sessionId}`);
    await again.until('reply to: one');
    await again.ask('back');
    expect(lastExchange(sandbox).history.at(-1)).toBe('user: back');
    expect(lastExchange(sandbox).history.join()).toContain('zero');
    expect(await again.leave()).toBe(0);
    expect(verdictOn(again.screen())).toContain('✓ auth resumed: an earlier conversation of the session');
    const { createdAt } = session(sandbox, 'auth');
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, formerIds: [cleared.sessionId], totals: { turns: 5 } });
    expect(session(sandbox, 'auth').totals.costUsd).toBeCloseTo(priceOfOne * 5, 6);
    expect(Date.parse(createdAt)).toBeLessThan(Date.parse(cleared.createdAt));
    expect((await sandbox.chorus('resume', 'auth', 'on')).stderr).toContain('✓ auth resumed: descends from the tip');
  });

  test('/clear and back again in one run: each prompt counts once, and it is the conversation that it was', async () => {
    await using sandbox = await createConversation();
    const { sessionId, createdAt } = session(sandbox, 'auth');
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    await claude.say('/clear');
    await claude.until((screen) => !screen.includes('reply to: one'));
    await claude.ask('aside');
    expect(lastExchange(sandbox).history.join()).toContain('aside');
    await claude.say(`/resume ${sessionId}`);
    await claude.until('reply to: one');
    await claude.ask('two');
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ auth resumed: descends from the tip');
    expect(claude.screen()).toContain('3 prompts');
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, createdAt, totals: { turns: 4 } });
    expect(session(sandbox, 'auth').formerIds).toHaveLength(1);
  });

  test('/resume to a conversation of another is not followed, and said', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'other', 'elsewhere', '--permission-mode', 'default');
    const [own, other] = [session(sandbox, 'auth'), session(sandbox, 'other')];
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth'], { columns: 180 });
    await claude.say(`/resume ${other.sessionId}`);
    await claude.until('reply to: elsewhere');
    await claude.leave();
    expect(verdictOn(claude.screen())).toBe('✓ auth resumed: nothing was said');
    expect(claude.screen()).toContain(
      `Claude also entered the conversation ${other.sessionId}, which belongs to other: chorus resume other`,
    );
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId: own.sessionId, tip: own.tip, formerIds: [] });
  });

  test.each([
    ['from a file', (path: string) => path],
    ['as text', (path: string) => readFileSync(path, 'utf8')],
  ])("the user's own settings hold, hooks and all: %s", async (_, given) => {
    const sandbox = await createSandbox();
    await using _sandbox = sandbox;
    skipOnboarding(sandbox);
    const [path, told] = [join(sandbox.root, 'settings.json'), join(sandbox.root, 'told')];
    const hook = { hooks: [{ type: 'command', command: `cat >> ${told}` }] };
    writeFileSync(path, JSON.stringify({ hooks: { SessionStart: [hook] }, env: { PINNED: 'yes' } }));
    await sandbox.chorus('new', 'auth', '--permission-mode', 'default', '--settings', given(path));
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ auth started: a new conversation');
    expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({ session_id: session(sandbox, 'auth').sessionId, source: 'startup' });
  });

  test('without hooks it is known by the transcripts', async () => {
    await using sandbox = await createConversationWith('--settings', '{"disableAllHooks":true}');
    const { sessionId } = session(sandbox, 'auth');
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    await claude.say('/clear');
    await claude.until((screen) => !screen.includes('reply to: one'));
    await claude.ask('after');
    expect(lastExchange(sandbox).history.join()).toContain('after');
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ auth restarted: /clear: a fresh conversation under the old name');
    expect(session(sandbox, 'auth')).toMatchObject({ formerIds: [sessionId], totals: { turns: 3 } });
  });

  test('Ctrl-Z stops it with its chorus, and fg wakes both', async () => {
    await using sandbox = await createConversation();
    const env = { ...sandbox.env, PS1: 'shell> ' };
    await using shell = runAtTerminal('bash', ['--norc', '-i'], { cwd: sandbox.work, env });
    await shell.until('shell>');
    shell.type(`'${process.execPath}' '${chorusBin}' resume auth\r`);
    await shell.until(/─ auth ─/);
    await untilClaudeListens(shell);
    shell.type(keys.ctrlZ);
    await shell.until('Stopped');
    shell.type('jobs; echo $((6 * 7))\r');
    await shell.until('\n42');
    shell.type('fg\r');
    await untilClaudeListens(shell);
    const claude = converse(sandbox, shell);
    await claude.ask('one');
    await claude.say('/exit');
    await shell.until('auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one'));
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('%s: the end is said without colours', async (_, env) => {
    await using sandbox = await createConversation();
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth'], { env });
    expect(await claude.leave()).toBe(0);
    const end = claude.written().slice(claude.written().lastIndexOf('chorus: '));
    expect(end).toMatch(/^chorus: ✓ auth resumed: nothing was said · 0 prompts · \d+(\.\d+)? s\r\n$/);
  });

  test('a branch that was only recorded begins there', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'branch');
    const original = readFileSync(sandbox.transcript(session(sandbox, 'auth').sessionId), 'utf8');
    await using claude = await openAtTerminal(sandbox, ['resume', 'branch']);
    await claude.ask('one');
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one'));
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toBe('✓ branch forked: descends from the fork point');
    expect(readFileSync(sandbox.transcript(session(sandbox, 'auth').sessionId), 'utf8')).toBe(original);
    expect(session(sandbox, 'branch')).toMatchObject({ state: 'active', totals: { turns: 1 } });
    expect((await sandbox.chorus('resume', 'branch', 'two')).stderr).toContain('✓ branch resumed: descends from the tip');
  });

  test('opened and left without a word, it is as it was', async () => {
    await using sandbox = await createSandbox();
    skipOnboarding(sandbox);
    await sandbox.chorus('new', 'auth', '--permission-mode', 'default');
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    expect(await claude.leave()).toBe(0);
    expect(verdictOn(claude.screen())).toContain('✓ auth started: a new conversation');
    expect((await sandbox.chorus('resume', 'auth', 'zero')).exitCode).toBe(0);
    const before = session(sandbox, 'auth');
    await using again = await openAtTerminal(sandbox, ['resume', 'auth']);
    again.type(keys.ctrlC);
    await again.until(/Ctrl-C again/i);
    again.type(keys.ctrlC);
    expect((await again.ended).exitCode).toBe(0);
    expect(verdictOn(again.screen())).toBe('✓ auth resumed: nothing was said');
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId: before.sessionId, tip: before.tip, totals: { turns: 1 } });
  });
});

test('a fork that is opened and left without a word is not called forked, and not gone', async () => {
  await using sandbox = await createConversation();
  await sandbox.chorus('fork', 'auth', 'branch');
  await using claude = await openAtTerminal(sandbox, ['resume', 'branch']);
  expect(await claude.leave()).toBe(0);
  expect(verdictOn(claude.screen())).toBe('? branch unverified: nothing was said yet: the fork begins with its first prompt');
  const findings = (await sandbox.inProcess('doctor', '--json')).json<Finding[]>();
  expect(findings.filter(({ level }) => level === 'problem' || level === 'warning')).toEqual([]);
  expect((await sandbox.inProcess('list')).stdout).not.toContain('gone');
  const ran = await sandbox.chorus('resume', 'branch', 'two', '--json');
  expect(ran.json<Outcome>().verdict).toMatchObject({ status: 'forked', evidence: { lineage: 'proved' } });
  expect(lastExchange(sandbox).history).toEqual(talk('zero', 'two'));
});

describe('an end that nobody wanted', () => {
  test('chorus is killed: the next call records first what was said', async () => {
    await using sandbox = await createConversation();
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    process.kill(claude.pid, 'SIGKILL');
    await claude.ended;
    expect(leftRuns(sandbox)).toEqual(['auth.jsonl']);
    expect(session(sandbox, 'auth').totals.turns).toBe(1);
    const next = await sandbox.chorus('resume', 'auth', 'two');
    expect(next.stderr).toContain('✓ auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one', 'two'));
    expect(sandbox.readLog<InteractiveEvent>().map(({ verdict, interactive }) => [verdict, interactive])).toEqual([
      ['started', undefined],
      ['resumed', true],
      ['resumed', undefined],
    ]);
    expect(session(sandbox, 'auth').totals.turns).toBe(3);
    expect(leftRuns(sandbox)).toEqual([]);
  });

  test('chorus is killed: a branch begins where the conversation is, and not where it was', async () => {
    await using sandbox = await createConversation();
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    process.kill(claude.pid, 'SIGKILL');
    await claude.ended;
    await expect.poll(() => findOtherClaudes(sandbox.env, session(sandbox, 'auth'))).toEqual([]);
    expect((await sandbox.chorus('fork', 'auth', 'branch', 'two')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one', 'two'));
    expect(session(sandbox, 'auth').totals.turns).toBe(2);
  });

  test('what can not be recorded is recorded by the next call', async () => {
    await using sandbox = await createConversation();
    const file = sandbox.sessionFile('auth');
    const good = readFileSync(file);
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.say('/clear');
    await claude.ask('one');
    expect(lastExchange(sandbox).history.join()).toContain('one');
    writeFileSync(file, '{');
    expect(await claude.leave()).toBe(7);
    expect(claude.screen().replaceAll('\n', '')).toContain('Not all of the turn is recorded');
    expect(leftRuns(sandbox)).toEqual(['auth.jsonl']);
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(7);
    writeFileSync(file, good);
    expect((await sandbox.chorus('resume', 'auth', 'two')).stderr).toContain('✓ auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history.join()).toContain('one');
    expect(lastExchange(sandbox).history.join()).not.toContain('zero');
    expect(sandbox.readLog<InteractiveEvent>().map(({ verdict }) => verdict)).toEqual(['started', 'restarted', 'resumed']);
    expect(leftRuns(sandbox)).toEqual([]);
  });

  test.each([
    ['claude is killed', 137, async (pid: number) => process.kill(claudeOf(pid), 'SIGKILL')],
    ['chorus is asked to end', 143, async (pid: number) => process.kill(pid, 'SIGTERM')],
    ['the terminal is hung up', 129, async (pid: number) => process.kill(pid, 'SIGHUP')],
  ])('%s: what was said is recorded, and the terminal is given back', async (_, exitCode, end) => {
    await using sandbox = await createConversation();
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    await claude.ask('one');
    await end(claude.pid);
    expect((await claude.ended).exitCode).toBe(exitCode);
    expect(claude.modes()).toEqual({ cursorHidden: false, alternateScreen: false, bracketedPaste: false, mouse: 'none' });
    expect(session(sandbox, 'auth').totals.turns).toBe(2);
    expect((await sandbox.chorus('resume', 'auth', 'two')).stderr).toContain('✓ auth resumed: descends from the tip');
    expect(lastExchange(sandbox).history).toEqual(talk('zero', 'one', 'two'));
  });

  test('while it is open, another call waits, and is told for whom', async () => {
    await using sandbox = await createConversation();
    await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
    const busy = await sandbox.chorus('resume', 'auth', 'one', '--no-wait');
    expect(busy).toMatchObject({ exitCode: 5, stderr: expect.stringContaining(`held by chorus resume (process ${claude.pid})`) });
    await claude.leave();
  });
});

describe('what can not be opened', () => {
  test('a conversation that is gone', async () => {
    await using sandbox = await createConversationWith('--no-vault');
    editSession(sandbox, 'auth', { sessionId: crypto.randomUUID() });
    await using terminal = chorusAtTerminal(sandbox, ['resume', 'auth']);
    expect((await terminal.ended).exitCode).toBe(3);
    expect(terminal.screen()).toContain('not-found: its transcript is gone');
  });

  test('a directory that is gone, a session that is none, and no claude', async () => {
    await using sandbox = await createConversation();
    editSession(sandbox, 'auth', { cwd: join(sandbox.root, 'gone') });
    for (const [args, env, exitCode, message] of [
      [['resume', 'auth'], {}, 2, 'the directory of "auth" is gone'],
      [['resume', 'nobody'], {}, 8, 'there is no session "nobody"'],
      [['resume', 'auth', '--cwd', sandbox.work], { CHORUS_CLAUDE: '/nowhere/claude' }, 127, '/nowhere/claude'],
    ] as const) {
      await using terminal = chorusAtTerminal(sandbox, [...args], { env });
      expect((await terminal.ended).exitCode).toBe(exitCode);
      expect(terminal.screen()).toContain(message);
    }
    expect(sandbox.readLog()).toHaveLength(1);
  });

  test('a session whose budget is spent', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('set', 'auth', 'budgetUsd=0.000001');
    await using terminal = chorusAtTerminal(sandbox, ['resume', 'auth']);
    expect((await terminal.ended).exitCode).toBe(4);
    expect(terminal.screen()).toContain('the budget of "auth" is spent');
  });

  test('--dry-run shows the command line, and starts nothing', async () => {
    await using sandbox = await createConversationWith('--max-turns', '3');
    await using terminal = chorusAtTerminal(sandbox, ['resume', 'auth', '--dry-run'], { columns: 900 });
    expect((await terminal.ended).exitCode).toBe(0);
    const { sessionId } = session(sandbox, 'auth');
    expect(terminal.screen()).toContain(`--resume=${sessionId} --permission-mode=default '--settings={"hooks":`);
    expect(terminal.screen()).not.toMatch(/ -p | --max-turns/);
    expect(sandbox.readLog()).toHaveLength(1);
  });
});

/** The `claude` that a chorus runs. */
function claudeOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
