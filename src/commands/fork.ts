import type { Command } from 'commander';
import { addBeginOptions, type BeginOptions, begin } from './shared/begin.ts';
import type { Context } from './shared/context.ts';
import { addSettingOptions, addSettingsHelp } from './shared/setting-options.ts';

export interface ForkCommandOptions extends BeginOptions {
  from: string;
  name: string;
}

export function declare(command: Command): void {
  command
    .argument('<from>', 'the session to branch from')
    .argument('<name>', 'name of the branch')
    .argument('[prompt]', 'the first prompt of the branch; without one the branch is only recorded');
  addBeginOptions(command, "use the settings of a profile in place of the original's profile");
  addSettingOptions(command, 'Settings, kept with the branch; they override those of the original:');
  addSettingsHelp(
    command,
    `
A branch without a prompt starts at its first resume, from where the original is now, even if the original has moved on by then.

Examples:
  $ chorus fork auth auth-jwt "Use JWT instead"
  $ chorus fork auth auth-cheap "Do the same with less" --model haiku
  $ chorus fork auth before-migration`,
  );
}

export async function run(options: ForkCommandOptions, context: Context): Promise<number> {
  const { from, name } = options;
  const { chorus } = context;
  return begin(options, context, {
    preview: (created) => chorus.preview({ action: 'fork', from, name, options: created }),
    record: (created) => chorus.recordFork(from, name, created),
    start: (prompt, created) => chorus.fork(from, name, prompt, created),
  });
}
