import { type Command, Option } from 'commander';
import { isValidName } from '../core/names.ts';
import type { ResumeOptions } from '../core/options.ts';
import { usageError } from '../errors.ts';
import { type Context, isAtTerminal } from './shared/context.ts';
import { readWait } from './shared/hold.ts';
import { demandsInput, readPrompt, timeoutOf } from './shared/prompt.ts';
import { rare } from './shared/rare-option.ts';
import { addSettingOptions, addSettingsHelp, readSettings, type SettingOptions } from './shared/setting-options.ts';
import { printTurn, watchingOf } from './shared/turn-command.ts';
import { addTurnOptions, outputFormat, promptNotes, type TurnOptions } from './shared/turn-options.ts';

interface ResumeCommandOptions extends TurnOptions, SettingOptions {
  name?: string | undefined;
  prompt?: string | undefined;
  save?: boolean;
  fresh?: boolean;
  create?: boolean;
  last?: boolean;
  extraArgs?: readonly string[];
}

export function declare(command: Command): void {
  command
    .argument('[name]', 'the session; default: the last one used here')
    .argument('[prompt]', 'without one, at a terminal, Claude opens');
  addTurnOptions(command)
    .addOption(new Option('--save', 'keep these settings with the session'))
    .addOption(new Option('--fresh', 'start a new conversation under this name'))
    .addOption(new Option('--create', 'start the session if there is none, and keep these settings with it'))
    .addOption(rare(new Option('--last', 'the session last used here: then the only argument is the prompt')));
  addSettingOptions(command, 'Settings, for this call only unless --save:');
  addSettingsHelp(
    command,
    `${promptNotes}
Examples:
  $ chorus resume auth
  $ chorus resume auth "Now add OAuth"
  $ git diff | chorus resume auth "Review this"
  $ chorus resume nightly "Check the build" --create --model haiku
  $ chorus resume auth "Think again" --model opus --effort max
  $ chorus resume auth "Go on" -- --some-new-flag-of-claude`,
  );
}

export async function run(options: ResumeCommandOptions, context: Context): Promise<number> {
  const { chorus } = context;
  const { name, prompt: argument } = chooseSession(context, options);
  const resumed: ResumeOptions = {
    settings: readSettings(options, context.cwd),
    extraArgs: options.extraArgs ?? [],
    save: options.save,
    fresh: options.fresh,
    create: options.create,
    strict: options.strict,
    wait: readWait(options),
  };
  const isPrompted = argument !== undefined || options.promptFile !== undefined || demandsInput(argument, options);
  const isOpened = !isPrompted && isAtTerminal(context) && outputFormat(options) === 'text';
  if (options.dryRun) {
    const previewed = { ...resumed, interactive: isOpened, live: !isOpened && watchingOf(context, options).answer };
    const { printPreview } = await import('./shared/turn-preview.ts');
    return printPreview(context, options, await chorus.preview({ action: 'resume', name, options: previewed }));
  }
  const isNew = options.create === true && !chorus.has(name);
  const session = isNew ? { settings: {}, profile: null } : await chorus.get(name);
  if (isOpened) {
    const { openAtTerminal } = await import('./shared/open-conversation.ts');
    return openAtTerminal(context, options, (observer) => chorus.open(name, { ...resumed, observer }));
  }
  const timeout = timeoutOf(context, session, resumed.settings);
  const { prompt, elapsed } = await readPrompt(context, { ...options, argument, timeout });
  if (prompt === undefined)
    throw usageError('no prompt given', `As in: chorus resume ${name} "<prompt>", or pipe it in. Only a terminal can do without one.`);
  return printTurn(context, options, (watched) => chorus.resume(name, prompt, { ...resumed, elapsed, ...watched }));
}

/** A single argument is a session's name, unless it cannot be one: `chorus resume "Go on"` continues the session last used here. */
function chooseSession(
  context: Context,
  { name, prompt, last: isLast }: ResumeCommandOptions,
): { name: string; prompt: string | undefined } {
  if (isLast && prompt !== undefined)
    throw usageError('the name of a session and --last exclude each other', 'As in: chorus resume --last "Go on"');
  if (!isLast && name !== undefined && (prompt !== undefined || isValidName(name) || !/^-$|\s/.test(name))) return { name, prompt };
  const last = context.chorus.lastUsedIn();
  if (last) return { name: last.name, prompt: name };
  throw usageError('no session was used in this directory yet', 'Name one: chorus resume <name>. chorus list shows them all.');
}
