import type { Command } from 'commander';
import type { Session } from '../../core/session.ts';
import type { Settings } from '../../core/settings.ts';
import type { StartOptions } from '../../library/options.ts';
import type { TurnPreview } from '../../library/turn-preview.ts';
import type { Turn } from '../../turn/turn-iterator.ts';
import { readHold, readWait } from './hold.ts';
import type { Invocation } from './invocation.ts';
import { readPrompt } from './prompt.ts';
import { collect } from './tag-option.ts';
import { printTurn, watchingOf } from './turn-command.ts';
import { addTurnOptions, type TurnOptions } from './turn-options.ts';
import { printPreview } from './turn-preview.ts';

export interface BeginOptions extends TurnOptions {
  profile?: string;
  tag?: string[];
  note?: string;
  force?: boolean;
}

/** How a command begins a session: `new` from nothing, `fork` from another one. */
export interface Beginning {
  preview(options: StartOptions): Promise<TurnPreview>;
  record(options: StartOptions): Promise<Session>;
  start(prompt: string, options: StartOptions): Turn;
}

export function addBeginOptions(command: Command, profileHelp: string): Command {
  return addTurnOptions(command)
    .option('--profile <name>', profileHelp)
    .option('--tag <tags>', 'tags for the session, as in urgent,team:web; repeatable', collect)
    .option('--note <text>', 'a note that is kept with it')
    .option('--force', 'take the place of a session of that name; its conversation is kept in formerIds');
}

/** Begins a session with its first turn; without a prompt it is only recorded. @returns the exit code. */
export async function begin(
  { context, extraArgs }: Invocation,
  options: BeginOptions,
  { argument, settings }: { argument: string | undefined; settings: Settings },
  beginning: Beginning,
): Promise<number> {
  const { profile, tag: tags, note, force, strict } = options;
  const created: StartOptions = { settings, extraArgs, profile, tags, note, force, strict, wait: readWait(options) };
  const prompt = await readPrompt(context, { argument, file: options.promptFile, quiet: options.quiet });
  if (options.dryRun)
    return printPreview(context, options, await beginning.preview({ ...created, live: watchingOf(context, options).answer }));
  if (prompt !== undefined) return printTurn(context, options, (watched) => beginning.start(prompt, { ...created, ...watched }));
  const session = await beginning.record({ ...created, ...readHold(context, options) });
  if (options.json || options.output === 'json') context.stdout.write(`${JSON.stringify(session)}\n`);
  else if (!options.quiet) {
    context.stderr.write(`chorus: ${session.name} is recorded; its first turn: chorus resume ${session.name} "<prompt>"\n`);
  }
  return 0;
}
