import { type Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { ChorusCommand } from './commands/shared/chorus-command.ts';
import type { Context } from './commands/shared/context.ts';
import type { Invocation } from './commands/shared/invocation.ts';
import { fromCommander } from './commands/shared/usage.ts';
import { isValidName } from './core/names.ts';
import { exitCodes } from './errors.ts';
import { canAsk } from './terminal/asking.ts';
import { formatTable } from './terminal/table.ts';
import { topics } from './terminal/topics.ts';

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
  adopt: { summary: 'give a conversation that claude itself started a name', load: () => import('./commands/adopt.ts') },
  pick: { summary: 'choose a session at the terminal; what chorus alone does', load: () => import('./commands/pick.ts') },
  list: { summary: 'all sessions', aliases: ['ls'], load: () => import('./commands/list.ts') },
  show: { summary: 'a session, and its settings with their origins', load: () => import('./commands/show.ts') },
  history: { summary: 'what was said: prompts, answers and tools, by turn', load: () => import('./commands/history.ts') },
  tree: { summary: 'the forks of sessions, with the settings in which they differ', load: () => import('./commands/tree.ts') },
  tag: { summary: 'give a session tags, or take them away', load: () => import('./commands/tag.ts') },
  note: { summary: 'keep a note with a session', load: () => import('./commands/note.ts') },
  set: { summary: 'change settings of a session, a profile, or the defaults', load: () => import('./commands/set.ts') },
  unset: { summary: 'take settings away', load: () => import('./commands/unset.ts') },
  rename: { summary: 'give a session another name', aliases: ['mv'], load: () => import('./commands/rename.ts') },
  rm: { summary: "forget sessions; Claude's transcripts stay", load: () => import('./commands/rm.ts') },
  log: { summary: 'what happened, turn by turn', load: () => import('./commands/log.ts') },
  report: { summary: 'a page for the browser: forks, cost, context and verdicts', load: () => import('./commands/report.ts') },
  vault: { summary: 'the copies of transcripts, from which lost ones are put back', load: () => import('./commands/vault.ts') },
  doctor: { summary: 'look for what is wrong, and mend it', load: () => import('./commands/doctor.ts') },
  config: { summary: 'where things are kept, defaults and profiles', load: () => import('./commands/config.ts') },
  completion: { summary: 'completion of names and options in bash, zsh and fish', load: () => import('./commands/completion.ts') },
  help: { summary: 'help on a command or a topic', load: () => import('./commands/help.ts') },
};

/** How the help sorts them. */
const groups: Record<string, readonly string[]> = {
  'Conversations:': ['new', 'resume', 'fork', 'pick', 'adopt'],
  'What there is:': ['list', 'show', 'tree', 'history', 'log', 'report'],
  'Changes:': ['set', 'unset', 'rename', 'tag', 'note', 'rm'],
  'Upkeep:': ['vault', 'doctor', 'config', 'completion', 'help'],
};

/** Runs a command line without the program's name. @returns the exit code. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const { verb, args, extraArgs } = splitArgv(argv.length === 0 && canAsk(context) ? ['pick'] : argv);
  let exitCode = 0;
  const invocation: Invocation = {
    context,
    extraArgs,
    finish: (code) => {
      exitCode = code;
    },
  };
  const called = verb !== undefined && verb === argv[0] && verb !== 'help' ? entryOf(verb) : undefined;
  const program = await buildProgram(invocation, called ?? (verb === 'help' || verb === undefined ? 'all' : verb), called !== undefined);
  if (args.length === 0) {
    program.configureOutput({ writeOut: (text) => context.stderr.write(text) }).outputHelp();
    return exitCodes.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw fromCommander(error, program, args, (name) => isValidName(name) && context.store.sessions.has(name));
  }
  return exitCode;
}

/** The name of a command, from that or an alias of it. */
function entryOf(verb: string): string | undefined {
  return Object.keys(commands).find((name) => name === verb || commands[name]?.aliases?.includes(verb));
}

/**
 * @param loaded the command whose options are needed, or `all` of them; the others are known by name.
 * @param isAlone it is called by its name, so that the others need not even be known.
 */
export async function buildProgram(invocation: Invocation, loaded: string, isAlone = false): Promise<Command> {
  const { stdout } = invocation.context;
  const program = new ChorusCommand('chorus')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 120),
    })
    .addHelpText('after', helpOnTopics)
    .addHelpText('after', '\nEvery command takes --help, and has examples there.');
  for (const [name, entry] of Object.entries(commands)) {
    if (isAlone && name !== loaded) continue;
    const command = program
      .command(name)
      .summary(entry.summary)
      .description(`${entry.summary[0]?.toUpperCase()}${entry.summary.slice(1)}.`);
    command.copyInheritedSettings(program);
    const group = Object.keys(groups).find((heading) => groups[heading]?.includes(name));
    if (group) command.helpGroup(group);
    if (loaded === 'all' || loaded === name || entry.aliases?.includes(loaded)) (await entry.load()).configure(command, invocation);
    else command.aliases(entry.aliases ?? []);
  }
  return program;
}

function splitArgv(argv: readonly string[]): { verb: string | undefined; args: string[]; extraArgs: string[] } {
  const verb = argv.find((argument) => !argument.startsWith('-'));
  const end = argv.indexOf('--');
  if (end === -1 || verb === undefined || !passesExtraArgs(verb)) return { verb, args: [...argv], extraArgs: [] };
  return { verb, args: argv.slice(0, end), extraArgs: argv.slice(end + 1) };
}

/** Whether what stands behind `--` goes to `claude`. */
export function passesExtraArgs(verb: string): boolean {
  return commands[verb]?.passesExtraArgs === true;
}

function helpOnTopics(): string {
  return `\nTopics, with chorus help <topic>:\n${formatTable(topics.map(({ name, title }) => [`  ${name}`, title]))}`;
}
