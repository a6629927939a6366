import { describe, expect, test } from 'vitest';
import { buildArgv, type Conversation } from '../../../src/claude/call/argv.ts';
import { quirksOf } from '../../../src/claude/call/releases.ts';
import { builtInSettings, type Settings } from '../../../src/core/settings.ts';
import { thrownBy } from '../../support/thrown.ts';

const id = '0f3e6c1a-5a0e-4c55-8f52-1c2d3e4f5a6b';
const parent = '77777777-5a0e-4c55-8f52-1c2d3e4f5a6b';

const start: Conversation = { kind: 'start', id };
const resume: Conversation = { kind: 'resume', id };

function argvOf(release: string | undefined, conversation: Conversation, settings: Settings = {}, promptChanged = false): string[] {
  return buildArgv({ conversation, settings: { ...settings, ...builtInSettings }, release, quirks: quirksOf(release), promptChanged });
}

const headless = ['-p', '--verbose', '--output-format', 'stream-json'];

/** What every release has. */
const common: Settings = {
  model: 'opus',
  permissionMode: 'plan',
  allowedTools: ['Bash(git log *)', 'Edit'],
  disallowedTools: ['WebFetch'],
  addDir: ['/lib', '/a b'],
  mcpConfig: ['/mcp.json', '{"mcpServers":{}}'],
  strictMcpConfig: true,
  appendSystemPrompt: 'Be "brief".\n--no-flag',
  fallbackModel: 'sonnet',
  maxTurns: 3,
  cwd: '/work',
  budgetUsd: 2,
  timeout: 60,
  extraArgs: ['--some-new-flag', 'x'],
};

const commonArgs = [
  '--model=opus',
  '--permission-mode=plan',
  '--allowedTools=Bash(git log *),Edit',
  '--disallowedTools=WebFetch',
  '--add-dir=/lib',
  '--add-dir=/a b',
  '--mcp-config=/mcp.json',
  '--mcp-config={"mcpServers":{}}',
  '--strict-mcp-config',
  '--append-system-prompt=Be "brief".\n--no-flag',
  '--fallback-model=sonnet',
  '--max-turns=3',
];

describe('the whole argv', () => {
  describe.each(['1.0.60', '1.0.128', '2.0.50', '2.1.50', '2.1.200', '2.1.329', undefined])('of %s', (release) => {
    test.each<[what: string, conversation: Conversation, settings: Settings, argv: string[]]>([
      ['a bare start', start, {}, [...headless, `--session-id=${id}`]],
      ['a bare resume', resume, {}, [...headless, `--resume=${id}`]],
      ['everything set, at the start', start, common, [...headless, `--session-id=${id}`, ...commonArgs, '--some-new-flag', 'x']],
      ['everything set, again on the resume', resume, common, [...headless, `--resume=${id}`, ...commonArgs, '--some-new-flag', 'x']],
      [
        'switches that are off, and lists that are empty',
        resume,
        { strictMcpConfig: false, addDir: [], allowedTools: [] },
        [...headless, `--resume=${id}`],
      ],
    ])('%s', (_, conversation, settings, argv) => {
      expect(argvOf(release, conversation, settings)).toEqual(argv);
    });
  });

  test.each<[release: string | undefined, what: string, conversation: Conversation, settings: Settings, argv: string[]]>([
    [
      '1.0.128',
      'a fork under an id that Claude chooses',
      { kind: 'fork', from: parent },
      { model: 'opus' },
      [`--resume=${parent}`, '--fork-session', '--model=opus'],
    ],
    [
      '2.0.50',
      'a fork from an older point',
      { kind: 'fork', from: parent, at: 'u-1' },
      {},
      [`--resume=${parent}`, '--fork-session', '--resume-session-at=u-1'],
    ],
    [
      '2.1.50',
      'a fork under its id',
      { kind: 'fork', from: parent, id },
      {},
      [`--resume=${parent}`, '--fork-session', `--session-id=${id}`],
    ],
    [
      '2.1.329',
      'a fork under its id, from an older point',
      { kind: 'fork', from: parent, id, at: 'u-1' },
      {},
      [`--resume=${parent}`, '--fork-session', `--session-id=${id}`, '--resume-session-at=u-1'],
    ],
    ['1.0.60', 'manual, under its old name', resume, { permissionMode: 'manual' }, [`--resume=${id}`, '--permission-mode=default']],
    ['2.1.150', 'manual, under its old name', resume, { permissionMode: 'manual' }, [`--resume=${id}`, '--permission-mode=default']],
    ['2.1.200', 'manual', resume, { permissionMode: 'manual' }, [`--resume=${id}`, '--permission-mode=manual']],
    ['2.1.200', 'default', resume, { permissionMode: 'default' }, [`--resume=${id}`, '--permission-mode=default']],
    ['2.0.50', 'no tools at all', resume, { tools: [] }, [`--resume=${id}`, '--tools=']],
    ['2.0.50', 'two tools', resume, { tools: ['Read', 'Edit'] }, [`--resume=${id}`, '--tools=Read,Edit']],
    ['2.1.50', 'a negatable switch, off', resume, { chrome: false }, [`--resume=${id}`, '--no-chrome']],
    ['2.1.50', 'a negatable switch, on', resume, { chrome: true }, [`--resume=${id}`, '--chrome']],
    [
      '2.1.50',
      'values that look like flags',
      resume,
      { systemPrompt: '-p', agent: '--help' },
      [`--resume=${id}`, '--system-prompt=-p', '--agent=--help'],
    ],
    ['2.1.50', 'no transcript', start, { noSessionPersistence: true }, [`--session-id=${id}`, '--no-session-persistence']],
    [
      '2.1.329',
      'whatever the release has',
      resume,
      {
        effort: 'xhigh',
        maxBudgetUsd: 0.5,
        maxThinkingTokens: 1000,
        settings: '{"hooks":{}}',
        settingSources: 'user,project',
        pluginDir: ['/p1', '/p2'],
        pluginUrl: ['https://example.org/p.zip'],
        betas: ['b1', 'b2'],
        agents: '{"a":{}}',
        jsonSchema: '{"type":"object"}',
        promptSuggestions: 'false',
        includePartialMessages: true,
      },
      [
        `--resume=${id}`,
        '--effort=xhigh',
        '--max-budget-usd=0.5',
        '--max-thinking-tokens=1000',
        '--settings={"hooks":{}}',
        '--setting-sources=user,project',
        '--plugin-dir=/p1',
        '--plugin-dir=/p2',
        '--plugin-url=https://example.org/p.zip',
        '--betas=b1',
        '--betas=b2',
        '--agents={"a":{}}',
        '--json-schema={"type":"object"}',
        '--prompt-suggestions=false',
        '--include-partial-messages',
      ],
    ],
  ])('%s: %s', (release, _, conversation, settings, argv) => {
    expect(argvOf(release, conversation, settings)).toEqual([...headless, ...argv]);
  });

  const prompt: Settings = { systemPrompt: 'You are blunt.', appendSystemPromptFile: '/more.md' };
  const promptArgs = ['--system-prompt=You are blunt.', '--append-system-prompt-file=/more.md'];

  test.each<[release: string | undefined, changed: boolean, more: string[]]>([
    ['2.1.250', false, []],
    ['2.1.250', true, []],
    ['2.1.280', false, []],
    ['2.1.280', true, ['--system-prompt-snapshot=off']],
    ['2.1.329', false, []],
    ['2.1.329', true, ['--system-prompt-snapshot=off']],
    [undefined, true, ['--system-prompt-snapshot=off']],
  ])('%s passes the system prompt on a resume as well (changed: %s)', (release, changed, more) => {
    expect(argvOf(release, resume, prompt, changed)).toEqual([...headless, `--resume=${id}`, ...promptArgs, ...more]);
  });

  test('a removed system prompt is not recorded either', () => {
    expect(argvOf('2.1.329', resume, {}, true)).toEqual([...headless, `--resume=${id}`, '--system-prompt-snapshot=off']);
  });

  test('arguments that are not in the table come last, unchanged', () => {
    const extraArgs = ['--model', 'haiku', '', 'a b', '--'];
    expect(argvOf('2.1.329', resume, { extraArgs, model: 'opus' })).toEqual([...headless, `--resume=${id}`, '--model=opus', ...extraArgs]);
  });
});

describe('a setting whose flag the release does not have', () => {
  test.each<[release: string, settings: Settings, flag: string, since: string, key: string]>([
    ['1.0.60', { tools: [] }, '--tools', '2.0.50', 'tools'],
    ['1.0.60', { agents: '{}' }, '--agents', '1.0.128', 'agents'],
    ['1.0.60', { settings: '/s.json' }, '--settings', '1.0.90', 'settings'],
    ['1.0.128', { maxBudgetUsd: 1 }, '--max-budget-usd', '2.0.50', 'maxBudgetUsd'],
    ['2.0.50', { effort: 'low' }, '--effort', '2.1.50', 'effort'],
    ['2.0.50', { chrome: false }, '--chrome', '2.1.50', 'chrome'],
    ['2.1.50', { bare: true }, '--bare', '2.1.100', 'bare'],
    ['2.1.200', { autocompact: 'auto' }, '--autocompact', '2.1.225', 'autocompact'],
  ])('%s: %j', (release, settings, flag, since, key) => {
    expect(thrownBy(() => argvOf(release, resume, settings))).toEqual({
      message: `claude ${release} has no ${flag}`,
      hint: `It came with ${since}. Update claude, or remove the setting: chorus unset <session> ${key}.`,
      exitCode: 2,
    });
  });

  test('is no error if it is not passed on', () => {
    expect(argvOf('1.0.60', resume, { bare: false, betas: [] })).toEqual([...headless, `--resume=${id}`]);
  });

  test('is no error if unknown: between two measured releases Claude decides', () => {
    expect(argvOf('2.1.30', resume, { effort: 'low' })).toEqual([...headless, `--resume=${id}`, '--effort=low']);
    expect(argvOf('2.1.999', resume, { effort: 'low' })).toEqual([...headless, `--resume=${id}`, '--effort=low']);
  });
});

test('a title goes along with a headless call, too', () => {
  const rest = { settings: {}, release: '2.1.329', quirks: quirksOf('2.1.329'), promptChanged: false, title: 'team/auth' };
  expect(buildArgv({ conversation: start, ...rest })).toEqual([...headless, `--session-id=${id}`, '--name=team/auth']);
});

describe('the argv of an interactive run', () => {
  test.each<[release: string | undefined, title: string | undefined, named: string[]]>([
    ['1.0.60', undefined, []],
    ['2.1.100', 'auth', ['--name=auth']],
    [undefined, 'auth', ['--name=auth']],
  ])('of %s with the title %j has it, and no settings for headless calls', (release, title, named) => {
    const argv = buildArgv({
      conversation: resume,
      settings: { ...common, includePartialMessages: true },
      release,
      quirks: quirksOf(release),
      promptChanged: false,
      title,
      interactive: true,
    });
    const pinned = commonArgs.filter((argument) => !/^--(fallback-model|max-turns)=/.test(argument));
    expect(argv).toEqual([`--resume=${id}`, ...named, ...pinned, '--some-new-flag', 'x']);
  });
});
