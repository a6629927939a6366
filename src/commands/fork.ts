import type { Command } from 'commander';
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
  addTurnOptions(
    command
      .argument('<from>', 'the session to branch from')
      .argument('<name>', 'name of the branch')
      .argument('[prompt]', 'the first prompt of the branch'),
  )
    .option('--profile <name>', "settings of a profile, in place of the original's profile")
    .option('--force', 'take the place of a session of that name; its conversation is kept in formerIds');
  addSettingOptions(command, 'Settings, kept with the branch, above those of the original:').addHelpText(
    'after',
    `
The original is untouched. Without a prompt the branch is recorded from where the original is now, and becomes real with its first
resume, even if the original has moved on by then.

Examples:
  $ chorus fork auth auth-jwt "Use JWT instead"
  $ chorus fork auth auth-cheap "Do the same with less" --model haiku
  $ chorus fork auth before-migration`,
  );
  command.action(async (from: string, name: string, argument: string | undefined, options: Options) => {
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
      return finish(printPreview(context, options, await context.chorus.preview({ action: 'fork', from, name, options: created })));
    if (prompt === undefined) return finish(printRecorded(context, options, await context.chorus.recordFork(from, name, created)));
    finish(await printTurn(context, options, (observer) => context.chorus.fork(from, name, prompt, { ...created, observer })));
  });
}
