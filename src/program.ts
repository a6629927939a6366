import { type Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { ChorusCommand } from './commands/shared/chorus-command.ts';
import type { CommandModule } from './commands/shared/command.ts';
import type { Context } from './commands/shared/context.ts';
import { addGetOption, withJsonOutput } from './commands/shared/json-output.ts';
import { isValidName } from './core/names.ts';
import { chorusError, exitCodes } from './errors.ts';
import { canAsk } from './terminal/asking.ts';

interface CommandEntry {
  /** Its heading in the help of the program. */
  group: 'Conversations:' | 'Look:' | 'Change:' | 'Maintain:';
  summary: string;
  aliases?: string[];
  /** Arguments after `--` go to `claude`. */
  passesExtraArgs?: boolean;
  load(): Promise<CommandModule>;
}

/** Every command: one file, and one row here. Only the one that is called is loaded. */
const commands: Record<string, CommandEntry> = {
  new: {
    group: 'Conversations:',
    summary: 'start a conversation under a name',
    passesExtraArgs: true,
    load: () => import('./commands/new.ts'),
  },
  resume: {
    group: 'Conversations:',
    summary: 'continue a conversation',
    passesExtraArgs: true,
    load: () => import('./commands/resume.ts'),
  },
  fork: {
    group: 'Conversations:',
    summary: 'branch a conversation; the original is untouched',
    passesExtraArgs: true,
    load: () => import('./commands/fork.ts'),
  },
  adopt: { group: 'Conversations:', summary: 'name a conversation that claude itself started', load: () => import('./commands/adopt.ts') },
  pick: {
    group: 'Conversations:',
    summary: 'pick a session; also: chorus without arguments',
    load: () => import('./commands/pick.ts'),
  },
  list: { group: 'Look:', summary: 'list the sessions', aliases: ['ls'], load: () => import('./commands/list.ts') },
  show: { group: 'Look:', summary: 'show a session, and the origin of each setting', load: () => import('./commands/show.ts') },
  history: { group: 'Look:', summary: 'read a conversation: prompts, answers and tools', load: () => import('./commands/history.ts') },
  tree: { group: 'Look:', summary: 'show forks, and how their settings differ', load: () => import('./commands/tree.ts') },
  tag: { group: 'Change:', summary: 'add tags to a session, or remove them', load: () => import('./commands/tag.ts') },
  note: { group: 'Change:', summary: 'keep a note with a session', load: () => import('./commands/note.ts') },
  set: { group: 'Change:', summary: 'change settings: session, profile or defaults', load: () => import('./commands/set.ts') },
  unset: { group: 'Change:', summary: 'remove settings', load: () => import('./commands/unset.ts') },
  rename: { group: 'Change:', summary: 'rename a session', aliases: ['mv'], load: () => import('./commands/rename.ts') },
  rm: { group: 'Change:', summary: "forget sessions; Claude's transcripts stay", load: () => import('./commands/rm.ts') },
  log: { group: 'Look:', summary: 'show what happened, turn by turn', load: () => import('./commands/log.ts') },
  report: { group: 'Look:', summary: 'make a web page of forks, cost and verdicts', load: () => import('./commands/report.ts') },
  vault: {
    group: 'Maintain:',
    summary: 'list the copies that restore lost transcripts',
    load: () => import('./commands/vault.ts'),
  },
  doctor: { group: 'Maintain:', summary: 'look for problems, and fix them', load: () => import('./commands/doctor.ts') },
  config: {
    group: 'Maintain:',
    summary: 'show defaults, profiles and file locations',
    load: () => import('./commands/config.ts'),
  },
  completion: {
    group: 'Maintain:',
    summary: 'set up completion for bash, zsh and fish',
    load: () => import('./commands/completion.ts'),
  },
  help: { group: 'Maintain:', summary: 'show help on a command or a topic', load: () => import('./commands/help.ts') },
};

/** Runs the command that a command line asks for. */
type Call = (run: NonNullable<CommandModule['run']>, options: object, command: Command) => Promise<void>;

/** Runs a command line, given without the program's name. @returns the exit code. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const { verb, args, extraArgs } = splitArgv(argv.length === 0 && canAsk(context) ? ['pick'] : argv);
  let exitCode: number = exitCodes.ok;
  const called = verb !== undefined && verb === argv[0] && verb !== 'help' ? entryOf(verb) : undefined;
  const program = await buildProgram(context, {
    loaded: called ?? (verb === 'help' || verb === undefined ? 'all' : verb),
    isAlone: called !== undefined,
    call: async (run, options, command) => {
      exitCode = await withJsonOutput(context, { ...options, extraArgs }, (given, printing) =>
        // Commander's types do not know the options that each command declared.
        run(given as never, printing, command),
      );
    },
  });
  if (args.length === 0) {
    program.configureOutput({ writeOut: (text) => context.stderr.write(text) }).outputHelp();
    return exitCodes.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    const { fromCommander } = await import('./commands/shared/usage.ts');
    throw fromCommander({ error, program, words: args, isSession: (name) => isValidName(name) && context.chorus.has(name) });
  }
  return exitCode;
}

/** The name of a command, given that name or an alias. */
function entryOf(verb: string): string | undefined {
  return Object.keys(commands).find((name) => name === verb || commands[name]?.aliases?.includes(verb));
}

interface BuildOptions {
  /** The command whose options are needed, or `all`; the others are only known by name. */
  loaded: string;
  /** Set if it was called by its name: then the others need not even be known. */
  isAlone?: boolean;
  call?: Call;
}

export async function buildProgram({ stdout }: Pick<Context, 'stdout'>, { loaded, isAlone = false, call }: BuildOptions): Promise<Command> {
  const program = emptyProgram(stdout);
  // Called by its name, a command prints its own help.
  if (!isAlone)
    program.addHelpText('after', await helpOnTopics()).addHelpText('after', '\nOptions and examples of a command: chorus <command> --help');
  for (const [name, entry] of Object.entries(commands)) {
    if (isAlone && name !== loaded) continue;
    const command = introduce(program, name, entry.summary)
      .helpGroup(entry.group)
      .aliases(entry.aliases ?? []);
    if (loaded === 'all' || loaded === name || entry.aliases?.includes(loaded)) fill(command, await entry.load(), call ?? (async () => {}));
  }
  return program;
}

function emptyProgram(stdout: Context['stdout']): Command {
  return (
    new ChorusCommand('chorus')
      .description(packageJson.description)
      .version(packageJson.version, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'show this help')
      .helpCommand(false)
      .showSuggestionAfterError(false)
      // Then an option after the command is the command's own, and cannot be taken for one of these.
      .enablePositionalOptions()
      .option('--json', 'print JSON; also after the command')
      .exitOverride()
      .configureOutput({
        writeOut: (text) => stdout.write(text),
        writeErr: () => {},
        getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 120),
      })
  );
}

function introduce(parent: Command, name: string, summary: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
}

/** Declares a command and its subcommands, and hooks up their runs. */
function fill(command: Command, { declare, run, subcommands = {} }: CommandModule, call: Call): void {
  declare(command);
  addGetOption(command);
  if (run) {
    command.action(() => {
      const options = command.optsWithGlobals<{ json?: boolean }>();
      if (options.json && !printsJson(command))
        throw chorusError('unknown-option', `${calledAs(command)} prints no JSON`, 'Leave out --json.');
      return call(run, { ...argumentsOf(command), ...options }, command);
    });
  }
  for (const [name, subcommand] of Object.entries(subcommands)) fill(introduce(command, name, subcommand.summary), subcommand, call);
}

/** Whether the command itself, or the one that it belongs to, has the option `--json`, which the program takes for all. */
function printsJson({ options, parent }: Command): boolean {
  return parent !== null && (options.some(({ long }) => long === '--json') || printsJson(parent));
}

function calledAs(command: Command): string {
  return [...(command.parent ? [calledAs(command.parent)] : []), command.name()].join(' ');
}

function argumentsOf(command: Command): object {
  return Object.fromEntries(command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]]));
}

function splitArgv(argv: readonly string[]): { verb: string | undefined; args: string[]; extraArgs: string[] } {
  const verb = argv.find((argument) => !argument.startsWith('-'));
  const end = argv.indexOf('--');
  if (end === -1 || verb === undefined || !passesExtraArgs(verb)) return { verb, args: [...argv], extraArgs: [] };
  return { verb, args: argv.slice(0, end), extraArgs: argv.slice(end + 1) };
}

/** Whether arguments after `--` go to `claude`. */
export function passesExtraArgs(verb: string): boolean {
  return commands[verb]?.passesExtraArgs === true;
}

async function helpOnTopics(): Promise<string> {
  const [{ formatTable }, { topics }] = await Promise.all([import('./terminal/table.ts'), import('./terminal/topics.ts')]);
  return `\nTopics, with chorus help <topic>:\n${formatTable(topics.map(({ name, title }) => [`  ${name}`, title]))}`;
}
