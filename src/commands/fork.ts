import type { Command } from 'commander';
import { addBeginOptions, type BeginOptions, begin } from './shared/begin.ts';
import type { Invocation } from './shared/invocation.ts';
import { addSettingOptions } from './shared/setting-options.ts';

export function configure(command: Command, invocation: Invocation): void {
  const { context, finish } = invocation;
  addBeginOptions(
    command
      .argument('<from>', 'the session to branch from')
      .argument('<name>', 'name of the branch')
      .argument('[prompt]', 'the first prompt of the branch'),
    "settings of a profile, in place of the original's profile",
  );
  const readSettings = addSettingOptions(command, 'Settings, kept with the branch, above those of the original:');
  command.addHelpText(
    'after',
    `
The original is untouched. Without a prompt the branch is recorded from where the original is now, and becomes real with its first
resume, even if the original has moved on by then.

Examples:
  $ chorus fork auth auth-jwt "Use JWT instead"
  $ chorus fork auth auth-cheap "Do the same with less" --model haiku
  $ chorus fork auth before-migration`,
  );
  command.action(async (from: string, name: string, argument: string | undefined, options: BeginOptions) => {
    const { chorus } = context;
    const exitCode = await begin(
      invocation,
      options,
      { argument, settings: readSettings(context.cwd) },
      {
        preview: (created) => chorus.preview({ action: 'fork', from, name, options: created }),
        record: (created) => chorus.recordFork(from, name, created),
        start: (prompt, created) => chorus.fork(from, name, prompt, created),
      },
    );
    finish(exitCode);
  });
}
