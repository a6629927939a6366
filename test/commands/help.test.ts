import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
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
      'Topics are settings, verdicts, exit-codes, files, environment; chorus help lists the commands.',
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
