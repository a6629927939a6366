import type { Command } from 'commander';
import { realPath } from '../claude/transcript/real-path.ts';
import { isValidName } from '../core/names.ts';
import type { ResumeOptions } from '../core/options.ts';
import { usageError } from '../errors.ts';
import { type Context, isAtTerminal } from './shared/context.ts';
import { readWait } from './shared/hold.ts';
import type { Invocation } from './shared/invocation.ts';
import { openAtTerminal } from './shared/open-conversation.ts';
import { readPrompt } from './shared/prompt.ts';
import { addSettingOptions } from './shared/setting-options.ts';
import { printTurn, watchingOf } from './shared/turn-command.ts';
import { addTurnOptions, outputFormat, type TurnOptions } from './shared/turn-options.ts';
import { printPreview } from './shared/turn-preview.ts';

interface Options extends TurnOptions {
  save?: boolean;
  fresh?: boolean;
}

export function configure(command: Command, { context, extraArgs, finish }: Invocation): void {
  addTurnOptions(
    command
      .argument('[name]', 'the session; without it the one last used in this directory')
      .argument('[prompt]', 'the prompt; without it, at a terminal, Claude itself is opened'),
  )
    .option('--save', 'keep the settings of this call with the session')
    .option('--fresh', 'start a fresh conversation under the old name; the old one is kept in formerIds');
  const readSettings = addSettingOptions(command, 'Settings, for this call alone unless --save:');
  command.addHelpText(
    'after',
    `
Every call passes everything that is set, and says whether the conversation really went on. At a terminal, without a prompt, it
opens Claude itself with all of that, but for what is for headless calls alone (maxTurns, timeout, …), and says so afterwards.

Examples:
  $ chorus resume auth
  $ chorus resume auth "Now add OAuth"
  $ git diff | chorus resume auth "Review this"
  $ chorus resume auth "Think again" --model opus --effort max
  $ chorus resume auth "Go on" -- --some-new-flag-of-claude`,
  );
  command.action(async (first: string | undefined, second: string | undefined, options: Options) => {
    const { name, argument } = chooseSession(context, first, second);
    const resumed: ResumeOptions = {
      settings: readSettings(context.cwd),
      extraArgs,
      save: options.save,
      fresh: options.fresh,
      strict: options.strict,
      wait: readWait(options),
    };
    const isOpened =
      argument === undefined && options.promptFile === undefined && isAtTerminal(context) && outputFormat(options) === 'text';
    if (options.dryRun) {
      const previewed = { ...resumed, interactive: isOpened, live: !isOpened && watchingOf(context, options).answer };
      return finish(printPreview(context, options, await context.chorus.preview({ action: 'resume', name, options: previewed })));
    }
    await context.chorus.get(name);
    if (isOpened) return finish(await openAtTerminal(context, options, (observer) => context.chorus.open(name, { ...resumed, observer })));
    const prompt = await readPrompt(context, { argument, file: options.promptFile, quiet: options.quiet });
    if (prompt === undefined) {
      throw usageError('there is no prompt', `Give one: chorus resume ${name} "<prompt>", or pipe it in. Without one it takes a terminal.`);
    }
    finish(await printTurn(context, options, (watched) => context.chorus.resume(name, prompt, { ...resumed, ...watched })));
  });
}

/** One argument is a session's name, unless it can't be one: `chorus resume "Go on"` goes on with the session last used here. */
function chooseSession(
  context: Context,
  first: string | undefined,
  second: string | undefined,
): { name: string; argument: string | undefined } {
  if (first !== undefined && (second !== undefined || isValidName(first) || !/\s/.test(first))) return { name: first, argument: second };
  const last = context.chorus.lastUsedIn(realPath(context.cwd));
  if (last) return { name: last.name, argument: first };
  throw usageError('no session was used in this directory yet', 'Name one: chorus resume <name>. chorus list shows them all.');
}
