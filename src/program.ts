import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Invocation } from './commands/shared/invocation.ts';
import type { Context } from './context.ts';
import { usageError } from './errors.ts';

interface CommandEntry {
  summary: string;
  aliases?: string[];
  /** What stands behind `--` goes to `claude`. */
  passesExtraArgs?: boolean;
  load(): Promise<{ configure(command: Command, invocation: Invocation): void }>;
}

/** Every command: one file, and one line here. Only the one that is called is loaded. */
const commands: Record<string, CommandEntry> = {
  new: { summary: 'start a conversation under a name', passesExtraArgs: true, load: () => import('./commands/new.ts') },
  resume: { summary: 'go on with a conversation', passesExtraArgs: true, load: () => import('./commands/resume.ts') },
  fork: { summary: 'branch a conversation; the original is untouched', passesExtraArgs: true, load: () => import('./commands/fork.ts') },
  list: { summary: 'all sessions', aliases: ['ls'], load: () => import('./commands/list.ts') },
  show: { summary: 'a session, and its settings with their origins', load: () => import('./commands/show.ts') },
  history: { summary: 'what was said: prompts, answers and tools, by turn', load: () => import('./commands/history.ts') },
  set: { summary: 'change settings of a session, a profile, or the defaults', load: () => import('./commands/set.ts') },
  unset: { summary: 'take settings away', load: () => import('./commands/unset.ts') },
  rename: { summary: 'give a session another name', aliases: ['mv'], load: () => import('./commands/rename.ts') },
  rm: { summary: "forget sessions; Claude's transcripts stay", load: () => import('./commands/rm.ts') },
  log: { summary: 'what happened, turn by turn', load: () => import('./commands/log.ts') },
  vault: { summary: 'the copies of transcripts, from which lost ones are put back', load: () => import('./commands/vault.ts') },
  doctor: { summary: 'look for what is wrong, and mend it', load: () => import('./commands/doctor.ts') },
  config: { summary: 'where things are kept, defaults and profiles', load: () => import('./commands/config.ts') },
  help: { summary: 'help on a command or a topic', load: () => import('./commands/help.ts') },
};

/** Runs a command line without the program's name. @returns the exit code. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const { verb, args, extraArgs } = splitArgv(argv);
  let exitCode = 0;
  const invocation: Invocation = {
    context,
    extraArgs,
    finish: (code) => {
      exitCode = code;
    },
  };
  const program = await buildProgram(invocation, verb === 'help' || verb === undefined ? 'all' : verb);
  if (args.length === 0)
    throw usageError('no command was given', `Try one of: ${Object.keys(commands).join(' ')}. chorus help tells more.`);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') throw usageError(`chorus ${verb} needs a command of its own`, `See chorus ${verb} --help.`);
    throw fromCommander(error, verb);
  }
  return exitCode;
}

/** @param loaded the command whose options are needed, or `all` of them; the others are known by name. */
export async function buildProgram(invocation: Invocation, loaded: string | undefined): Promise<Command> {
  const { stdout } = invocation.context;
  const program = new Command('chorus')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 120),
    })
    .addHelpText('after', '\nEvery command takes --help. chorus help exit-codes lists the exit codes.');
  for (const [name, entry] of Object.entries(commands)) {
    const command = program
      .command(name)
      .summary(entry.summary)
      .description(`${entry.summary[0]?.toUpperCase()}${entry.summary.slice(1)}.`);
    command.copyInheritedSettings(program);
    if (loaded === 'all' || loaded === name || entry.aliases?.includes(loaded ?? '')) (await entry.load()).configure(command, invocation);
    else command.aliases(entry.aliases ?? []);
  }
  return program;
}

function splitArgv(argv: readonly string[]): { verb: string | undefined; args: string[]; extraArgs: string[] } {
  const verb = argv.find((argument) => !argument.startsWith('-'));
  const end = argv.indexOf('--');
  if (end === -1 || verb === undefined || !commands[verb]?.passesExtraArgs) return { verb, args: [...argv], extraArgs: [] };
  return { verb, args: argv.slice(0, end), extraArgs: argv.slice(end + 1) };
}

/** Commander's words, in our form: `error: unknown option '--x'` and, on its own line, `(Did you mean --y?)`. */
function fromCommander({ message }: CommanderError, verb: string | undefined) {
  const [what = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const help = verb !== undefined && commands[verb] ? `chorus ${verb} --help` : 'chorus --help';
  const mean = suggestion?.replaceAll(/[()]/g, '');
  const isPrompt = /^unknown option '-[^']*\s/.test(what);
  return usageError(
    what,
    isPrompt
      ? 'A prompt that begins with a dash is piped in, or read with --prompt-file.'
      : [mean, `See ${help}.`].filter(Boolean).join(' '),
  );
}
