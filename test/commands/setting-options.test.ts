import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Settings, settingDefinitions } from '../../src/core/settings.ts';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

const WORK = 'WORK';

/** Arguments, and the settings that come of them; `WORK` stands for the directory that chorus is called from. */
const table: [args: string[], settings: Settings][] = [
  [[], {}],
  [['--model', 'opus'], { model: 'opus' }],
  [['--model=opus'], { model: 'opus' }],
  [['--model', 'opus', '--model', 'haiku'], { model: 'haiku' }],
  [['--permission-mode', 'plan'], { permissionMode: 'plan' }],
  [['--allowedTools', 'Bash(git log *),Edit'], { allowedTools: ['Bash(git log *)', 'Edit'] }],
  [['--allowed-tools', 'Edit Read'], { allowedTools: ['Edit', 'Read'] }],
  [['--allowedTools', 'Edit', '--allowed-tools', 'Read,Write'], { allowedTools: ['Edit', 'Read', 'Write'] }],
  [['--disallowedTools', 'Edit', '--disallowed-tools', 'Bash(rm *)'], { disallowedTools: ['Edit', 'Bash(rm *)'] }],
  [['--tools', ''], { tools: [] }],
  [['--add-dir', '../lib', '--add-dir', '/abs,x'], { addDir: [`${WORK}/../lib`, '/abs,x'] }],
  [['--mcp-config', 'mcp.json', '--mcp-config', '{"mcpServers":{}}'], { mcpConfig: [`${WORK}/mcp.json`, '{"mcpServers":{}}'] }],
  [['--strict-mcp-config'], { strictMcpConfig: true }],
  [['--no-strict-mcp-config'], { strictMcpConfig: false }],
  [['--strict-mcp-config', '--no-strict-mcp-config'], { strictMcpConfig: false }],
  [['--no-strict-mcp-config', '--strict-mcp-config'], { strictMcpConfig: true }],
  [['--chrome'], { chrome: true }],
  [['--no-chrome'], { chrome: false }],
  [['--no-session-persistence'], { noSessionPersistence: true }],
  [['--session-persistence'], { noSessionPersistence: false }],
  [['--system-prompt', '-x'], { systemPrompt: '-x' }],
  [
    ['--system-prompt-file', 'p.md', '--append-system-prompt', 'Be\nbrief.'],
    { systemPromptFile: `${WORK}/p.md`, appendSystemPrompt: 'Be\nbrief.' },
  ],
  [['--max-turns', '3', '--max-budget-usd', '0.5'], { maxTurns: 3, maxBudgetUsd: 0.5 }],
  [['--timeout', '5m', '--budget-usd', '2', '--max-age-days', '7'], { timeout: 300, budgetUsd: 2, maxAgeDays: 7 }],
  [['--expiry', 'by-age', '--on-gone', 'fresh', '--on-model-change', 'fail'], { expiry: 'by-age', onGone: 'fresh', onModelChange: 'fail' }],
  [['--settings', '{"hooks":{}}', '--agents', 'a.json'], { settings: '{"hooks":{}}', agents: `${WORK}/a.json` }],
  [['--prompt-suggestions', 'false'], { promptSuggestions: 'false' }],
];

function inDirectory(settings: Settings, cwd: string): Settings {
  const place = (text: string) => (text.startsWith(WORK) ? join(cwd, text.slice(WORK.length)) : text);
  const placed = Object.entries(settings).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(place) : typeof value === 'string' ? place(value) : value,
  ]);
  return Object.fromEntries(placed) as Settings;
}

const call = { save: undefined, fresh: undefined, strict: undefined, wait: undefined };

describe('arguments to settings', () => {
  test.each(table)('%j', async (args, settings) => {
    const { run, calls, context, cwd } = testContext();
    const expected = inDirectory(settings, cwd);

    expect((await run('new', 'auth', ...args)).exitCode).toBe(0);
    expect((await context.chorus.get('auth')).settings).toEqual(expected);

    await run('new', 'started', 'Hello', ...args);
    await run('resume', 'auth', ...args, 'Go on');
    await run('fork', ...args, 'auth', 'branch', 'Branch off');
    expect(calls.map(({ action, name, prompt, options }) => [action, name, prompt, options.settings])).toEqual([
      ['start', 'started', 'Hello', expected],
      ['resume', 'auth', 'Go on', expected],
      ['fork', 'branch', 'Branch off', expected],
    ]);
    // Settings of one call are not kept.
    expect((await context.chorus.get('auth')).settings).toEqual(expected);

    if (args.length === 0) return;
    await context.chorus.record('plain');
    expect(await run('set', 'plain', ...args)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await context.chorus.get('plain')).settings).toEqual(expected);
    await run('set', '--defaults', ...args);
    expect(context.world.store.config.get().defaults).toEqual(expected);
  });

  test.each(['new', 'resume', 'fork', 'set', 'adopt'])('%s --help is one screen, and leads to all settings', async (verb) => {
    const { run, context } = testContext();
    Object.assign(context.stdout, { columns: 80 });
    const { stdout } = await run(verb, '--help');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(verb === 'adopt' ? 53 : 48);
    expect(lines.at(-1)).toBe(`All settings: chorus help settings. All options: chorus ${verb} --help-all.`);
    expect(stdout).toMatch(/^ {2}--model <model> /m);
    expect(stdout).not.toContain('--safe-mode');
    expect(stdout.indexOf('--model <model>')).toBeLessThan(stdout.indexOf('\nExamples:\n'));
  });

  test('every setting is an option of new, resume, fork and set, spelled as Claude spells it', async () => {
    const { run } = testContext();
    for (const verb of ['new', 'resume', 'fork', 'set']) {
      const { stdout } = await run(verb, '--help-all');
      const missing = settingDefinitions.filter(({ key, flag }) => key !== 'extraArgs' && !new RegExp(`^ +${flag}( |$)`, 'm').test(stdout));
      expect({ verb, missing: missing.map(({ flag }) => flag) }).toEqual({ verb, missing: [] });
    }
  });

  test.each<[args: string[], message: string]>([
    [
      ['--permission-mode', 'yolo'],
      '--permission-mode must be one of acceptEdits, auto, bypassPermissions, default, dontAsk, manual, plan',
    ],
    [['--max-turns', 'many'], '--max-turns must be a whole number above 0'],
    [['--timeout', '5d'], '--timeout must be seconds, or a time like 90s, 5m or 2h'],
    [['--model', ''], '--model must be a non-empty text'],
    [['--modle', 'opus'], "unknown option '--modle'"],
    [['--model'], "option '--model <model>' argument missing"],
    [['--no-model'], "unknown option '--no-model'"],
    [['--permissionMode', 'plan'], "unknown option '--permissionMode'"],
  ])('%j is refused, and nothing is kept or called', async (args, message) => {
    const { run, calls, context } = testContext();
    await context.chorus.record('auth', { settings: { model: 'opus' } });
    for (const argv of [
      ['new', 'other'],
      ['resume', 'auth', 'Go on'],
      ['fork', 'auth', 'other', 'x'],
      ['set', 'auth'],
    ]) {
      expect(await rejectionOf(run(...argv, ...args))).toMatchObject({
        message,
        exitCode: message.startsWith('there is no session') ? 8 : 2,
      });
    }
    expect(calls).toEqual([]);
    expect(context.chorus.list().map(({ name, settings }) => [name, settings])).toEqual([['auth', { model: 'opus' }]]);
  });
});

describe('the rest of a call', () => {
  test.each<[args: string[], options: object]>([
    [[], {}],
    [['--save'], { save: true }],
    [['--fresh', '--strict'], { fresh: true, strict: true }],
    [['--wait', '30'], { wait: 30 }],
    [['--wait', '0.5'], { wait: 0.5 }],
    [['--no-wait'], { wait: 0 }],
    [['--no-wait', '--wait', '2'], { wait: 2 }],
  ])('resume %j', async (args, options) => {
    const { run, calls, context } = testContext();
    await context.chorus.record('auth');
    await run('resume', 'auth', 'Go on', ...args);
    expect(calls).toEqual([
      { action: 'resume', name: 'auth', prompt: 'Go on', options: expect.objectContaining({ ...call, settings: {}, ...options }) },
    ]);
  });

  test.each(['-1', 'x', '', 'Infinity'])('resume --wait %j is refused', async (wait) => {
    const { run, calls, context } = testContext();
    await context.chorus.record('auth');
    expect(await rejectionOf(run('resume', 'auth', 'Go on', '--wait', wait))).toMatchObject({ exitCode: 2 });
    expect(calls).toEqual([]);
  });

  test('what follows -- is for claude', async () => {
    const { run, calls, context } = testContext();
    await context.chorus.record('auth');
    await run('resume', 'auth', 'Go on', '--', '--new-flag', 'x', '--', '-y');
    await run('new', 'other', 'Hello', '--model', 'opus', '--', '--model', 'haiku');
    expect(calls.map(({ options }) => [options.settings, options.extraArgs])).toEqual([
      [{}, ['--new-flag', 'x', '--', '-y']],
      [{ model: 'opus' }, ['--model', 'haiku']],
    ]);
  });

  test('a prompt after a list is not part of it', async () => {
    const { run, calls, context } = testContext();
    await context.chorus.record('auth');
    await run('resume', '--allowedTools', 'Edit', 'auth', '--add-dir', '/a', 'Go on');
    expect(calls).toMatchObject([{ name: 'auth', prompt: 'Go on', options: { settings: { allowedTools: ['Edit'], addDir: ['/a'] } } }]);
  });

  test('resume without a name continues the session last used here', async () => {
    const { run, calls, context } = testContext();
    expect(await rejectionOf(run('resume', 'Go on'))).toEqual({
      message: 'no session was used in this directory yet',
      hint: 'Name one: chorus resume <name>. chorus list shows them all.',
      exitCode: 2,
    });
    await context.chorus.record('auth');
    await run('resume', 'Go on');
    expect(calls).toMatchObject([{ action: 'resume', name: 'auth', prompt: 'Go on' }]);
    expect(await rejectionOf(run('resume', 'auht'))).toMatchObject({ message: 'there is no session "auht"', hint: 'Did you mean auth?' });
  });
});

describe('set key=value', () => {
  test.each<[args: string[], settings: Settings]>([
    [['model=opus'], { model: 'opus' }],
    [['model=opus', 'maxTurns=3', 'chrome=off'], { model: 'opus', maxTurns: 3, chrome: false }],
    [['allowedTools=Edit,Bash(npm test)'], { allowedTools: ['Edit', 'Bash(npm test)'] }],
    [['appendSystemPrompt=a=b'], { appendSystemPrompt: 'a=b' }],
    [['extraArgs=["--x","y z"]'], { extraArgs: ['--x', 'y z'] }],
    [['--model', 'haiku', 'effort=low'], { model: 'haiku', effort: 'low' }],
  ])('%j', async (args, settings) => {
    const { run, context } = testContext();
    await context.chorus.record('auth', { settings: { betas: ['kept'] } });
    await run('set', 'auth', ...args);
    expect((await context.chorus.get('auth')).settings).toEqual({ betas: ['kept'], ...settings });
    await run('set', '--profile', 'careful', ...args);
    expect(context.world.store.config.profile('careful')).toEqual(settings);
  });

  test.each<[args: string[], message: string, hint: string]>([
    [['auth'], 'nothing to set', 'Give settings as key=value: chorus set auth model=opus'],
    [['auth', 'model'], '"model" is not key=value', 'As in: chorus set auth model=opus'],
    [['auth', 'permission-mode=plan'], '"permission-mode" on the command line is not a setting', 'Did you mean permissionMode?'],
    [['auth', 'profile=none'], 'there is no profile "none"', 'Create it: chorus set --profile none model=opus'],
    [
      ['model=opus', 'effort=low'],
      'no session given: model=opus is a setting',
      'For a session: chorus set <name> model=opus effort=low. For all of them: chorus set --defaults model=opus effort=low.',
    ],
    [['--defaults', '--profile', 'x', 'model=opus'], '--defaults and --profile exclude each other', 'Give one of them.'],
    [['--defaults', 'profile=x'], 'the defaults cannot have a profile', 'Only a session has one.'],
    [['other', 'model=opus'], 'there is no session "other"', 'chorus list shows the sessions; chorus new <name> starts one.'],
  ])('%j is refused, and nothing is changed', async (args, message, hint) => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    expect(await rejectionOf(run('set', ...args))).toEqual({ message, hint, exitCode: message.startsWith('there is no session') ? 8 : 2 });
    expect((await context.chorus.get('auth')).settings).toEqual({});
    expect(context.world.store.config.get()).toEqual({ version: 1, defaults: {}, profiles: {} });
  });

  test('profile= gives a session a profile', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    await run('set', '--profile', 'careful', 'permissionMode=plan');
    await run('set', 'auth', 'profile=careful', 'model=opus');
    expect(await context.chorus.get('auth')).toMatchObject({ profile: 'careful', settings: { model: 'opus' } });
  });
});
