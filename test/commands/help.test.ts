import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { foreignVerbs } from '../../src/commands/shared/foreign-verbs.ts';
import { buildProgram } from '../../src/program.ts';
import { topics } from '../../src/terminal/topics.ts';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

async function programAt(columns: number): Promise<Command> {
  return buildProgram({ stdout: Object.assign(new PassThrough(), { columns }) }, { loaded: 'all' });
}

function pathsOf(command: Command, path: readonly string[] = []): [string, Command][] {
  const here = [...path, command.name()];
  return [[here.join(' '), command], ...command.commands.flatMap((each) => pathsOf(each, here))];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

test('every command has examples, and one of them calls it', async () => {
  const all = pathsOf(await programAt(100));
  expect(all.length).toBeGreaterThan(18);
  const without = all
    .filter(([called]) => called !== 'chorus')
    .filter(([called, command]) => {
      const [, examples = ''] = helpOf(command).split('\nExamples:\n');
      const names = [called, ...command.aliases().map((alias) => called.replace(/\S+$/, alias))];
      const lines = examples.split('\n').filter((line) => line.startsWith('  $ '));
      return lines.length === 0 || !lines.some((line) => names.some((name) => line.includes(`${name} `) || line.endsWith(name)));
    });
  expect(without.map(([called]) => called)).toEqual([]);
});

test('every command is in a group, and has a summary; the topics are below', async () => {
  const program = await programAt(100);
  const help = helpOf(program);
  expect(help).not.toMatch(/^Commands:$/m);
  for (const command of program.commands) {
    expect(command.summary()).not.toBe('');
    expect(help).toMatch(new RegExp(`^  ${command.name()}[| ]`, 'm'));
  }
  for (const { name, title } of topics) expect(help).toMatch(new RegExp(`^  ${name} +${title}$`, 'm'));
});

test.each([60, 80, 200])('help is no wider than a terminal of %i columns, except the examples', async (columns) => {
  for (const [called, command] of pathsOf(await programAt(columns))) {
    const wide = helpOf(command)
      .split('\n')
      .filter((line) => stringWidth(line) > columns && !line.startsWith('  $ '));
    expect({ called, wide }).toEqual({ called, wide: [] });
  }
});

test('notes are wrapped for the terminal, and examples are not', async () => {
  const narrow = helpOf((await programAt(60)).commands.find((command) => command.name() === 'vault') as Command);
  expect(narrow).toContain('\nAfter each turn the new part of the transcript is copied. A\ntranscript that');
  expect(narrow).toContain('\nExamples:\n  $ chorus vault\n  $ chorus vault --all\n');
});

describe('help', () => {
  test('on a topic, a command, a subcommand, and everything', async () => {
    const { run } = testContext();
    expect((await run('help', 'exit-codes')).stdout).toMatch(/^CODE +MEANING\n0 +the turn is ok/);
    expect((await run('help', 'ls')).stdout).toBe((await run('list', '--help')).stdout);
    expect((await run('help', 'vault', 'prune')).stdout).toBe((await run('vault', 'prune', '--help')).stdout);
    expect((await run('help')).stdout).toBe((await run('--help')).stdout);
  });

  test.each([
    [['exit-code'], 'there is no command or topic "exit-code"', 'Did you mean exit-codes?'],
    [['verdict'], 'there is no command or topic "verdict"', 'Did you mean verdicts?'],
    [['resum'], 'there is no command or topic "resum"', 'Did you mean resume?'],
    [['vault', 'purne'], 'there is no command or topic "vault purne"', 'Did you mean prune?'],
    [
      ['nonsense'],
      'there is no command or topic "nonsense"',
      'Topics are settings, prompts, verdicts, exit-codes, files, environment; chorus help lists the commands.',
    ],
  ])('%j: %s', async (words, message, hint) => {
    expect(await rejectionOf(testContext().run('help', ...words))).toEqual({ message, hint, exitCode: 2 });
  });
});

describe('did you mean', () => {
  test.each<[argv: string[], message: string, hint: string]>([
    [['resum', 'auth'], "unknown command 'resum'", 'Did you mean resume? See chorus --help.'],
    [['mb', 'a', 'b'], "unknown command 'mb'", 'Did you mean mv? See chorus --help.'],
    [['nonsense'], "unknown command 'nonsense'", 'See chorus --help.'],
    [['start', 'x'], "unknown command 'start'", 'Did you mean new (start a conversation under a name)? See chorus --help.'],
    [['continue', 'auth'], "unknown command 'continue'", 'Did you mean resume (continue a conversation)? See chorus --help.'],
    [['delete', 'auth'], "unknown command 'delete'", "Did you mean rm (forget sessions; Claude's transcripts stay)? See chorus --help."],
    [['ps'], "unknown command 'ps'", 'Did you mean list (list the sessions)? See chorus --help.'],
    [['--json', 'status'], "unknown command 'status'", 'Did you mean list (list the sessions)? See chorus --help.'],
    [['help', 'delete'], 'there is no command or topic "delete"', "Did you mean rm (forget sessions; Claude's transcripts stay)?"],
    [['config', 'set', 'model=opus'], "unknown command 'set'", 'Did you mean set --defaults? See chorus config --help.'],
    [
      ['resume', 'auth', 'hi', 'there', 'friend', '--json'],
      "too many arguments for 'resume'. Expected 2 arguments but got 4.",
      "Put the prompt in quotes: chorus resume auth 'hi there friend'",
    ],
    [
      ['fork', 'auth', 'b', "don't", 'ask'],
      "too many arguments for 'fork'. Expected 3 arguments but got 4.",
      "Put the prompt in quotes: chorus fork auth b 'don'\\''t ask'",
    ],
    [
      ['new', 'x', ...'a prompt of so many words that it is better typed again than read once more in a hint'.split(' ')],
      "too many arguments for 'new'. Expected 2 arguments but got 20.",
      'Put the prompt in quotes: chorus new x "<prompt>"',
    ],
    [
      ['note', 'auth', 'see', 'later'],
      "too many arguments for 'note'. Expected 2 arguments but got 3.",
      "Put the text in quotes: chorus note auth 'see later'",
    ],
    [['show', 'auth', 'x'], "too many arguments for 'show'. Expected 1 argument but got 2.", 'See chorus show --help.'],
    [
      ['resume', 'auth', 'x', '--permission-mode', 'plann'],
      '--permission-mode must be one of acceptEdits, auto, bypassPermissions, default, dontAsk, manual, plan',
      'Did you mean plan? It is "plann". --permission-mode: how tools are permitted.',
    ],
    [
      ['set', 'auth', 'onGone=fersh'],
      '--on-gone must be one of fail, fresh',
      'Did you mean fresh? It is "fersh". --on-gone: what to do when a conversation is gone for good.',
    ],
    [
      ['resume', 'auth', 'x', '--output', 'jsno'],
      "option '--output <format>' argument 'jsno' is invalid. Allowed choices are text, json, stream-json.",
      'Did you mean json? See chorus resume --help.',
    ],
    [
      ['log', '--since', '5'],
      "option '--since <time>' argument '5' is invalid. 5 of what? As in 5m, 5h or 5d. Give a date, as in 2026-11-20, or a span, as in 30m, 12h or 7d.",
      'See chorus log --help.',
    ],
    [
      ['log', '--since', 'May'],
      "option '--since <time>' argument 'May' is invalid. Give a date, as in 2026-11-20, or a span, as in 30m, 12h or 7d.",
      'See chorus log --help.',
    ],
    [['auth'], "unknown command 'auth'", 'auth is a session: chorus resume auth "<prompt>"'],
    [['config', 'ptah'], "unknown command 'ptah'", 'Did you mean path? See chorus config --help.'],
    [['vault', 'prunne', '--dry-run'], "unknown command 'prunne'", 'Did you mean prune? See chorus vault --help.'],
    [['vault', 'x', 'y'], "unknown command 'x'", 'See chorus vault --help.'],
    [['unset', '--profile', 'carefull', 'model'], 'there is no profile "carefull"', 'Did you mean careful?'],
    [['resume', 'auth', '--modle', 'x'], "unknown option '--modle'", 'Did you mean --model? See chorus resume --help.'],
    [
      ['resume', 'auth', '--permissionMode=plan'],
      "unknown option '--permissionMode=plan'",
      'Did you mean --permission-mode? See chorus resume --help.',
    ],
    [['ls', '--jsno'], "unknown option '--jsno'", 'Did you mean --json? See chorus list --help.'],
    [['vault', 'prune', '--older'], "unknown option '--older'", 'Did you mean --older-than? See chorus vault prune --help.'],
    [['list', '--zzzzzzz'], "unknown option '--zzzzzzz'", 'See chorus list --help.'],
    [['resume', 'auth', '-do this'], "unknown option '-do this'", 'A prompt that begins with a dash: pipe it in, or use --prompt-file.'],
    [['config'], 'chorus config needs a subcommand: path, get, list', 'See chorus config --help.'],
    [['show', 'auht'], 'there is no session "auht"', 'Did you mean auth?'],
    [['set', 'auth', 'modle=opus'], '"modle" on the command line is not a setting', 'Did you mean model?'],
    [['unset', 'auth', 'permission-mode'], '"permission-mode" on the command line is not a setting', 'Did you mean permissionMode?'],
    [['config', 'get', 'zzzz'], '"zzzz" on the command line is not a setting', 'All settings: chorus help settings.'],
    [['config', 'get', 'efort'], '"efort" on the command line is not a setting', 'Did you mean effort?'],
    [['new', 'x', '--profile', 'carefull'], 'there is no profile "carefull"', 'Did you mean careful?'],
    [['set', 'auth', 'profile=carful'], 'there is no profile "carful"', 'Did you mean careful?'],
  ])('%j', async (argv, message, hint) => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    await run('set', '--profile', 'careful', 'model=opus');
    expect(await rejectionOf(run(...argv))).toEqual({ message, hint, exitCode: message.startsWith('there is no session') ? 8 : 2 });
  });
});

test('a verb of another tool is none of ours, and leads to one of ours', async () => {
  const program = await programAt(100);
  const known = program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  for (const [foreign, command] of foreignVerbs) {
    expect({ foreign, isOurs: known.includes(foreign) }).toEqual({ foreign, isOurs: false });
    expect(known).toContain(command.split(' ')[0]);
  }
});

test('every command that prints or changes something takes --json, before it and after it', async () => {
  const { run } = testContext();
  const silent = ['chorus help', 'chorus pick'];
  for (const [called, command] of pathsOf(await programAt(100))) {
    if (command.commands.length > 0 && called !== 'chorus vault') continue;
    const takes = command.options.some(({ long }) => long === '--json');
    expect({ called, takes }).toEqual({ called, takes: !silent.includes(called) });
  }
  for (const argv of [
    ['--json', 'config', 'path'],
    ['config', '--json', 'path'],
    ['config', 'path', '--json'],
  ]) {
    expect(JSON.parse((await run(...argv)).stdout)).toHaveProperty('sessions');
  }
  expect(JSON.parse((await run('--json', 'vault', 'prune')).stdout)).toEqual([]);
  expect(await rejectionOf(run('--json', 'pick'))).toEqual({
    message: 'chorus pick prints no JSON',
    hint: 'Leave out --json.',
    exitCode: 2,
  });
});
