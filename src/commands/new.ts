import type { Command } from 'commander';
import { usageError } from '../errors.ts';
import type { NewOptions } from '../session/options.ts';
import type { Invocation } from './shared/invocation.ts';
import { readPrompt } from './shared/prompt.ts';
import { printRecorded } from './shared/recorded.ts';
import { addSettingOptions, readSettingOptions } from './shared/setting-options.ts';
import { addTurnOptions, printPreview, printTurn, readWait, type TurnOptions } from './shared/turn-command.ts';

interface Options extends TurnOptions {
  profile?: string;
  force?: boolean;
}

export function configure(command: Command, { context, extraArgs, finish }: Invocation): void {
  addTurnOptions(command.argument('<name>', 'name of the session').argument('[prompt]', 'the first prompt'))
    .option('--profile <name>', 'settings of a profile, below those given here')
    .option('--force', 'take the place of a session of that name; its conversation is kept in formerIds');
  addSettingOptions(command, 'Settings, kept with the session:').addHelpText(
    'after',
    `
Without a prompt the session is only recorded: its first turn comes with its first resume.

Examples:
  $ chorus new auth "Design the login flow" --model opus --permission-mode plan
  $ chorus new review --profile careful --allowedTools 'Read,Bash(git diff *)' < prompt.md
  $ chorus new nightly --system-prompt-file prompts/nightly.md`,
  );
  command.action(async (name: string, argument: string | undefined, options: Options) => {
    if (argument === undefined && /\s/.test(name))
      throw usageError('there is no name for the session', 'As in: chorus new auth "Design the login flow"');
    const created: NewOptions = {
      settings: readSettingOptions(command, context.cwd),
      extraArgs,
      profile: options.profile,
      force: options.force,
      strict: options.strict,
      wait: readWait(options),
    };
    const prompt = await readPrompt(context, { argument, file: options.promptFile });
    if (options.dryRun)
      return finish(printPreview(context, options, await context.chorus.preview({ action: 'new', name, options: created })));
    if (prompt === undefined) return finish(printRecorded(context, options, await context.chorus.record(name, created)));
    finish(await printTurn(context, options, (observer) => context.chorus.start(name, prompt, { ...created, observer })));
  });
}
