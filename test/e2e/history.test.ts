import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { marked } from 'marked';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { begin, createConversation, prepared } from '../support/prepared.ts';
import { chorusBin, createSandbox, type Ran, type Sandbox } from '../support/sandbox.ts';
import { keys, runAtTerminal, type TerminalOptions } from '../support/terminal.ts';
import { assistant, user } from '../support/transcripts.ts';
import { editSession, loseConversation, session } from './turns.ts';

interface ShownTurn {
  number: number;
  prompt: string | null;
  answer: string;
  tools: { name: string; target: string; ok: boolean | null; input?: unknown; result?: string | null }[];
}

/** Without the times, models and spans, which differ from run to run. */
const bare = (text: string) => text.replaceAll(/^(Turn \d+) · .*$/gm, '$1');
const turnsOf = (ran: Ran) => ran.json<ShownTurn[]>();
const inShort = (ran: Ran) => turnsOf(ran).map(({ number, prompt, answer }) => `${number} ${prompt}: ${answer}`);
const say = (prompt: string, answer: string) => `${prompt} {{say ${answer}}}`;

const createThreeTurns = prepared(async (sandbox) => {
  await sandbox.chorus('new', 'auth', say('one', 'First.'));
  await sandbox.chorus('resume', 'auth', say('two', 'Second.'));
  await sandbox.chorus('resume', 'auth', say('three', 'Third.'));
});

const withLongAnswer = prepared((sandbox) => begin(sandbox, 'auth', 'long {{size 3000000}}'));

describe('chorus history', () => {
  test('prompts, answers and tools, by turn', async () => {
    await using sandbox = await createSandbox();
    writeFileSync(join(sandbox.work, 'a.txt'), 'AAA\n');
    await sandbox.chorus('new', 'auth', say('Design the login', 'Use OAuth.'), '--allowedTools', 'Bash,Read');
    const read = JSON.stringify({ file_path: join(sandbox.work, 'a.txt') });
    await sandbox.chorus('resume', 'auth', `look {{tools [["Read",${read}],["Bash",{"command":"sleep 0.1; echo hi"}],["Read",${read}]]}}`);
    await sandbox.chorus('resume', 'auth', 'fail {{tool Bash {"command":"ls /nonexistent"}}}');
    await sandbox.chorus('resume', 'auth', `write {{tool Write {"file_path":"${sandbox.work}/x.txt","content":"hi"}}}`);

    const ran = await sandbox.inProcess('history', 'auth');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(bare(ran.stdout)).toBe(
      [
        'Turn 1\n> Design the login {{say Use OAuth.}}\n\nUse OAuth.',
        `Turn 2\n> look {{tools [["Read",${read}],["Bash",{"command":"sleep 0.1; echo hi"}],["Read",${read}]]}}\n\n  ✓ Read a.txt\n  ✓ Bash sleep 0.1; echo hi\n  ✓ Read a.txt\n\ndone`,
        'Turn 3\n> fail {{tool Bash {"command":"ls /nonexistent"}}}\n\n  ✗ Bash ls /nonexistent\n\ndone',
        `Turn 4\n> write {{tool Write {"file_path":"${sandbox.work}/x.txt","content":"hi"}}}\n\n  ✗ Write x.txt\n\ndone\n`,
      ].join('\n\n'),
    );
    expect(ran.stdout).toMatch(/^Turn 1 · \d{4}-\d\d-\d\d \d\d:\d\d · claude-\S+/);

    const tools = await sandbox.inProcess('history', 'auth', '--turn', '2', '--tools');
    expect(tools.stdout).toContain('  ✓ Bash sleep 0.1; echo hi\n    hi\n');
    expect(tools.stdout).toContain('AAA');
    const json = turnsOf(await sandbox.inProcess('history', 'auth', '--turn', '2', '--tools', '--json'));
    expect(json).toMatchObject([
      {
        number: 2,
        tools: [
          {
            name: 'Read',
            target: 'Read a.txt',
            ok: true,
            input: { file_path: join(sandbox.work, 'a.txt') },
            result: expect.stringContaining('AAA'),
          },
          { name: 'Bash', target: 'Bash sleep 0.1; echo hi', ok: true, input: { command: 'sleep 0.1; echo hi' }, result: 'hi' },
          { name: 'Read', ok: true },
        ],
      },
    ]);
  });

  test('--json: stable keys', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'look {{tool Bash {"command":"echo hi"}}}', '--allowedTools', 'Bash');
    const ran = await sandbox.inProcess('history', 'auth', '--json');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(ran.json()).toEqual([
      {
        number: 1,
        at: time,
        endedAt: time,
        model: expect.stringContaining('claude-'),
        prompt: 'look {{tool Bash {"command":"echo hi"}}}',
        answer: 'done',
        tools: [{ name: 'Bash', target: 'Bash echo hi', ok: true }],
        error: null,
        interrupted: false,
        compacted: false,
      },
    ]);
  });

  test('--turn and --last', async () => {
    await using sandbox = await createThreeTurns();
    const numbers = async (...args: string[]) =>
      turnsOf(await sandbox.inProcess('history', 'auth', '--json', ...args)).map((turn) => turn.number);
    expect(await numbers()).toEqual([1, 2, 3]);
    expect(await numbers('--turn', '2')).toEqual([2]);
    expect(await numbers('--last', '2')).toEqual([2, 3]);
    expect(await numbers('--last=99')).toEqual([1, 2, 3]);
    for (const [args, message] of [
      [['--turn', '4'], 'auth has no turn 4: only 3 turns'],
      [['--turn', '1', '--last', '1'], '--turn and --last exclude each other'],
      [['--json', '--markdown'], '--json and --markdown exclude each other'],
      [['--turn', '0'], 'Give a whole number from 1.'],
      [['--turn', '-1'], 'Give a whole number from 1.'],
      [['--last', 'two'], 'Give a whole number from 1.'],
      [['--last', '1e3'], 'Give a whole number from 1.'],
    ] as const) {
      const ran = await sandbox.inProcess('history', 'auth', ...args);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toContain(message);
    }
    const unknown = await sandbox.inProcess('history', 'auht');
    expect(unknown).toMatchObject({ exitCode: 8, stdout: '', stderr: 'chorus: there is no session "auht"\n        Did you mean auth?\n' });
  });

  test('a fork has what came before it, and is not seen in the original', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', say('one', 'First.'));
    await sandbox.chorus('fork', 'auth', 'branch', say('two', 'In the branch.'));
    await sandbox.chorus('resume', 'auth', say('three', 'In the original.'));
    const shown = async (name: string) => turnsOf(await sandbox.inProcess('history', name, '--json')).map((turn) => turn.answer);
    expect(await shown('branch')).toEqual(['First.', 'In the branch.']);
    expect(await shown('auth')).toEqual(['First.', 'In the original.']);
  });

  test('a branch that something else abandoned is not shown; that it went on elsewhere is said', async () => {
    await using sandbox = await createThreeTurns();
    const { sessionId } = session(sandbox, 'auth');
    const path = sandbox.transcript(sessionId);
    const [first] = turnsOf(await sandbox.inProcess('history', 'auth', '--json', '--turn', '1'));
    expect(first?.answer).toBe('First.');
    const records = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const answer = records.find((record) => record.type === 'assistant');
    appendFileSync(
      path,
      `${JSON.stringify(user('o1', String(answer?.uuid), 'elsewhere'))}\n${JSON.stringify(assistant('o2', 'o1', 'msg_o'))}\n`,
    );
    const ran = await sandbox.inProcess('history', 'auth', '--json');
    expect(inShort(ran)).toEqual([expect.stringContaining('First.'), '2 elsewhere: I am o2.']);
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: 'chorus: the last answer that chorus saw is missing: something else continued from an older point\n',
    });
  });

  test("Claude's transcript is gone, cut or shut: the vault's copy is read, and that is said", async () => {
    await using sandbox = await createThreeTurns();
    const { sessionId } = session(sandbox, 'auth');
    const path = sandbox.transcript(sessionId);
    const whole = readFileSync(path);
    const before = await sandbox.inProcess('history', 'auth');
    const copy = join(sandbox.chorusHome, 'vault', `${sessionId}.jsonl`);
    const damage = [
      () => truncateSync(path, 0),
      () => truncateSync(path, 200),
      // To root no file is shut.
      ...(process.getuid?.() === 0 ? [] : [() => chmodSync(path, 0)]),
      () => rmSync(path),
    ];
    for (const harm of damage) {
      writeFileSync(path, whole);
      harm();
      const ran = await sandbox.inProcess('history', 'auth');
      expect(ran).toMatchObject({ exitCode: 0, stdout: before.stdout });
      expect(ran.stderr).toBe(`chorus: Claude's transcript is gone, damaged or unreadable; this is the copy in the vault: ${copy}\n`);
    }
    expect(existsSync(path)).toBe(false);
  });

  test('no transcript anywhere: exit 3, with what to do', async () => {
    await using sandbox = await createConversation();
    loseConversation(sandbox, 'auth');
    const ran = await sandbox.inProcess('history', 'auth', '--json');
    expect(ran).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('the transcript of auth is gone') });
    expect(ran.json()).toEqual({
      error: {
        code: 'transcript-gone',
        message: 'the transcript of auth is gone, and the vault has no copy of it',
        hint: expect.stringContaining('resume auth --fresh'),
        exitCode: 3,
      },
    });
    editSession(sandbox, 'auth', { transcriptSeen: false });
    expect(await sandbox.inProcess('history', 'auth')).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('CLAUDE_CONFIG_DIR') });
  });

  test('nothing was sent yet: an empty history', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    const note = 'chorus: nothing has been sent to auth yet\n';
    expect(await sandbox.inProcess('history', 'auth')).toMatchObject({ exitCode: 0, stdout: '', stderr: note });
    expect(await sandbox.inProcess('history', 'auth', '--json')).toMatchObject({ exitCode: 0, stdout: '[]\n', stderr: note });
    const turn = await sandbox.inProcess('history', 'auth', '--turn', '1');
    expect(turn).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('auth has no turn 1: no turns yet') });
  });

  test('damaged lines are passed over, and told', async () => {
    await using sandbox = await createThreeTurns();
    const { sessionId } = session(sandbox, 'auth');
    const path = sandbox.transcript(sessionId);
    const text = readFileSync(path, 'utf8');
    const lines = text.trimEnd().split('\n');
    const answer = lines.findIndex((line) => line.includes('Second.') && line.includes('"type":"assistant"'));
    lines[answer] = '\0'.repeat(1500);
    writeFileSync(path, `${lines.join('\n')}\n{"parentUuid":"cut`);
    rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
    const ran = await sandbox.inProcess('history', 'auth');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toBe(`chorus: skipped 2 damaged lines (1.52 kB) of ${path}\nchorus: what was said there is missing\n`);
    expect(bare(ran.stdout)).toBe(
      'Turn 1\n> one {{say First.}}\n\nFirst.\n\nTurn 2\n> two {{say Second.}}\n\n(no answer)\n\nTurn 3\n> three {{say Third.}}\n\nThird.\n',
    );
    writeFileSync(path, 'garbage\n'.repeat(5000));
    const garbage = await sandbox.inProcess('history', 'auth');
    expect(garbage).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `chorus: skipped 5000 damaged lines (35 kB) of ${path}\nchorus: the conversation has no turns\n`,
    });
  });

  test('--markdown is Markdown', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'why `````? {{tool Bash {"command":"echo `x`"}}}', '--allowedTools', 'Bash');
    await sandbox.chorus('resume', 'auth', say('two', '~~~ an open fence'));
    const ran = await sandbox.inProcess('history', 'auth', '--markdown');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const tokens = marked.lexer(ran.stdout).filter(({ type }) => type !== 'space');
    expect(tokens.filter(({ type }) => type === 'heading').map((token) => (token as { text: string }).text)).toEqual([
      'auth',
      'Turn 1',
      'Turn 2',
    ]);
    expect(tokens[3]).toMatchObject({ type: 'code', text: 'why `````? {{tool Bash {"command":"echo `x`"}}}' });
    expect(tokens[4]).toMatchObject({ type: 'list' });
  });

  test('control characters do not reach the terminal raw, in any form', async () => {
    await using sandbox = await createSandbox({ reply: () => 'a\u001b[31mb\u009b5mc\u202ed\u0007e' });
    await sandbox.chorus('new', 'auth', 'x\u001b]0;title\u0007y');
    for (const form of [[], ['--json'], ['--markdown'], ['--tools']]) {
      const { stdout } = await sandbox.inProcess('history', 'auth', ...form);
      expect(stdout).toContain('b');
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
    expect(turnsOf(await sandbox.inProcess('history', 'auth', '--json'))[0]?.answer).toBe('a\u001b[31mb\u009b5mc\u202ed\u0007e');
  });

  test('a reader that leaves early is no failure', async () => {
    await using sandbox = await withLongAnswer();
    const { stdout, exitCode } = await execa(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${chorusBin}" history auth | head -2`],
      {
        cwd: sandbox.work,
        env: sandbox.env,
        extendEnv: false,
        reject: false,
      },
    );
    expect(stdout).toContain('> long {{size 3000000}}');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['records of 1 kB', 120],
    ['records of 400 bytes', 4],
  ])('of 50 MB, the last turns, in 100 MB of memory: %s', async (_, resultLines) => {
    await using sandbox = await createConversation();
    const { sessionId } = session(sandbox, 'auth');
    const turns = writeLongTranscript(sandbox.transcript(sessionId), 50_000_000, resultLines);
    editSession(sandbox, 'auth', { tip: null });
    const measure = `require(${JSON.stringify(chorusBin)});process.on('exit',()=>process.stderr.write(String((${peakMemory})())))`;
    const { stdout, stderr } = await execa(process.execPath, ['-e', measure, 'x', 'history', 'auth', '--last', '2'], {
      cwd: sandbox.work,
      env: sandbox.env,
      extendEnv: false,
    });
    expect(stdout).toContain(`> prompt ${turns - 1}\n`);
    expect(stdout).toContain(`Turn ${turns} `);
    // 73 and 83 MB: it reads from the end, and not the whole.
    expect(Number(stderr) / 1000).toBeLessThan(100);
  });
});

/**
 * The most memory that the process it runs in ever had, in kB; passed on as text. On Linux, `maxRSS` is never below what the parent had
 * when it started the process (`setmax_mm_hiwater_rss` in exec), and vitest's worker may be larger than chorus.
 */
const peakMemory = String(() => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return /VmHWM:\s*(\d+)/.exec(process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8'))?.[1];
});

/** @returns how many turns it holds. */
function writeLongTranscript(path: string, size: number, resultLines: number): number {
  const fd = openSync(path, 'w');
  let parent: string | null = null;
  let written = 0;
  let turn = 0;
  const call = (id: string) => ({ message: { id, content: [{ type: 'tool_use', id, name: 'Bash', input: { command: 'npm test' } }] } });
  const result = (id: string) => ({
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'a "line"\n'.repeat(resultLines) }] },
    toolUseResult: { stdout: 'a "line"\n'.repeat(resultLines) },
  });
  while (written < size) {
    turn++;
    const [prompt, tool, back, answer] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [string, string, string, string];
    const records = [
      user(prompt, parent, `prompt ${turn}`),
      assistant(tool, prompt, `msg_a${turn}`, call(`t${turn}`)),
      user(back, tool, '', result(`t${turn}`)),
      assistant(answer, back, `msg_b${turn}`),
    ];
    parent = answer;
    written += writeSync(fd, `${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
  }
  closeSync(fd);
  return turn;
}

describe('chorus history at a terminal', () => {
  const atTerminal = (sandbox: Sandbox, args: string[], options: Partial<TerminalOptions> = {}) =>
    runAtTerminal(process.execPath, [chorusBin, 'history', 'auth', ...args], {
      cwd: sandbox.work,
      ...options,
      env: { ...sandbox.env, ...options.env },
    });

  const longConversation = prepared(
    async (sandbox) => {
      await sandbox.chorus('new', 'auth', 'one');
      await sandbox.chorus('resume', 'auth', 'two');
    },
    { reply: (prompt) => `${'An answer of many words, 漢字 and more. '.repeat(60)}\nEnd of ${prompt}.` },
  );

  test('what fits is shown as it is, with quiet colours', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', say('one', 'First.'));
    await using run = atTerminal(sandbox, []);
    expect(await run.ended).toMatchObject({ exitCode: 0 });
    expect(bare(run.screen())).toBe('Turn 1\n> one {{say First.}}\n\nFirst.');
    expect(run.written()).toContain('\u001b[1mTurn 1\u001b[22m');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      await using plain = atTerminal(sandbox, [], { env });
      await plain.ended;
      expect(plain.written()).not.toContain('\u001b');
    }
  });

  test.each([60, 200])('fits %i columns', async (columns) => {
    await using sandbox = await longConversation();
    await using run = atTerminal(sandbox, ['--no-pager'], { columns });
    expect(await run.ended).toMatchObject({ exitCode: 0 });
    const lines = run
      .written()
      .replaceAll(/\u001b\[\d*m/g, '')
      .split('\r\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(lines.join(' ')).toContain('End of two.');
  });

  test('what is longer goes through less, which can be left early', async () => {
    await using sandbox = await longConversation();
    await using run = atTerminal(sandbox, [], { rows: 12 });
    await run.until((screen) => screen.includes('Turn 1') && screen.trimEnd().endsWith(':'));
    expect(run.screen()).not.toContain('End of two.');
    expect(run.written()).toContain('\u001b[1mTurn 1');
    // Ctrl-C is for less alone.
    const written = run.written().length;
    run.type(keys.ctrlC);
    // It throws away what was typed before it noticed.
    await run.until(() => run.written().length > written);
    run.type('G');
    await run.until('End of two.');
    run.type('q');
    expect(await run.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(run.modes()).toMatchObject({ alternateScreen: false, cursorHidden: false });
    expect(run.screen()).not.toMatch(/chorus:|EPIPE/);
  });

  test('left at once, with megabytes to go', async () => {
    await using sandbox = await withLongAnswer();
    await using run = atTerminal(sandbox, [], { rows: 12 });
    await run.until(':');
    run.type('q');
    expect(await run.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(run.screen()).not.toMatch(/chorus:|EPIPE/);
  });

  test('CHORUS_PAGER, PAGER, --no-pager, and a pager that is not there', async () => {
    await using sandbox = await longConversation();
    // The shell stays, and with it the terminal: what is written last must not be lost with the end of chorus.
    const script = '"$0" "$@"; echo "ended with $?"; read -r _';
    const shown = async (env: Record<string, string>, ...args: string[]) => {
      const command = [script, process.execPath, chorusBin, 'history', 'auth', ...args];
      await using run = runAtTerminal('sh', ['-c', ...command], { cwd: sandbox.work, env: { ...sandbox.env, ...env }, rows: 12 });
      await run.until('ended with 0');
      return run.screen();
    };
    expect(await shown({ PAGER: 'tail -1 | sed s/^/PAGER:/' })).toContain('PAGER:End of two.');
    expect(await shown({ PAGER: 'false', CHORUS_PAGER: 'tail -1 | sed s/^/MINE:/' })).toContain('MINE:End of two.');
    for (const text of [
      await shown({ PAGER: 'false' }, '--no-pager'),
      await shown({ PAGER: 'cat' }),
      await shown({ PAGER: '/no/such/pager' }),
    ]) {
      expect(text).toContain('Turn 1');
      expect(text).toContain('End of two.');
    }
  });
});
