import { type Command, Option } from 'commander';
import type { TurnOutcome } from '../../core/outcome.ts';
import type { Session } from '../../core/session.ts';
import type { StartOptions } from '../../library/options.ts';
import type { TurnPreview } from '../../library/turn-preview.ts';
import type { Context } from './context.ts';
import { readHold, readWait } from './hold.ts';
import { readPrompt, timeoutOf } from './prompt.ts';
import { rare } from './rare-option.ts';
import { readSettings, type SettingOptions } from './setting-options.ts';
import { collect } from './tag-option.ts';
import { printTurn, watchingOf } from './turn-command.ts';
import { addTurnOptions, type TurnOptions } from './turn-options.ts';

export interface BeginOptions extends TurnOptions, SettingOptions {
  prompt?: string | undefined;
  profile?: string;
  tag?: string[];
  note?: string;
  force?: boolean;
  extraArgs?: readonly string[];
}

/** How a command begins a session: `new` from nothing, `fork` from another session. */
interface Beginning {
  /** The session whose settings the new one takes over. */
  parent?: () => Promise<Session>;
  preview(options: StartOptions): Promise<TurnPreview>;
  record(options: StartOptions): Promise<Session>;
  start(prompt: string, options: StartOptions): PromiseLike<TurnOutcome>;
}

export function addBeginOptions(command: Command, profileHelp: string): Command {
  return addTurnOptions(command)
    .option('--profile <name>', profileHelp)
    .addOption(rare(new Option('--tag <tags>', 'tags for the session, as in urgent,team:web; repeatable').argParser(collect)))
    .addOption(rare(new Option('--note <text>', 'a note to keep with the session')))
    .addOption(rare(new Option('--force', 'replace a session of that name; the id of its conversation is kept in formerIds')));
}

/** Begins a session with its first turn, or only records it if there is no prompt. @returns the exit code. */
export async function begin(options: BeginOptions, context: Context, beginning: Beginning): Promise<number> {
  const { profile, tag: tags, note, force, strict, extraArgs = [] } = options;
  const settings = readSettings(options, context.cwd);
  const created: StartOptions = { settings, extraArgs, profile, tags, note, force, strict, wait: readWait(options) };
  if (options.dryRun) {
    const { printPreview } = await import('./turn-preview.ts');
    return printPreview(context, options, await beginning.preview({ ...created, live: watchingOf(context, options).answer }));
  }
  const parent = await beginning.parent?.();
  const kept = { settings: { ...parent?.settings, ...settings }, profile: profile ?? parent?.profile ?? null };
  const { prompt, elapsed } = await readPrompt(context, { ...options, argument: options.prompt, timeout: timeoutOf(context, kept) });
  if (prompt !== undefined) return printTurn(context, options, (watched) => beginning.start(prompt, { ...created, elapsed, ...watched }));
  const session = await beginning.record({ ...created, ...readHold(context, options) });
  if (options.json || options.output === 'json') context.stdout.write(`${JSON.stringify(session)}\n`);
  else if (!options.quiet) {
    context.stderr.write(`chorus: recorded ${session.name}. To start it: chorus resume ${session.name} "<prompt>"\n`);
  }
  return 0;
}
