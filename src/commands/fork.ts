import type { Command } from 'commander';
import { addBeginOptions, type BeginOptions, begin } from './shared/begin.ts';
import type { Context } from './shared/context.ts';
import { tellReplaced } from './shared/replacement.ts';
import { addSettingOptions, addSettingsHelp } from './shared/setting-options.ts';
import { promptNotes } from './shared/turn-options.ts';

interface ForkCommandOptions extends BeginOptions {
  from: string;
  name: string;
}

export function declare(command: Command): void {
  command
    .argument('<from>', 'the session to branch from')
    .argument('<name>', 'name of the branch')
    .argument('[prompt]', 'without one the branch is only recorded');
  addBeginOptions(command, 'take other settings from this profile');
  addSettingOptions(command, 'Settings, kept with the branch:');
  addSettingsHelp(
    command,
    `
The branch keeps the settings of the original. Without a prompt it starts at its first resume, from where the original is now.
${promptNotes}
Examples:
  $ chorus fork auth auth-jwt "Use JWT instead"
  $ chorus fork auth auth-cheap "Do the same with less" --model haiku
  $ chorus fork auth before-migration`,
  );
}

export async function run(options: ForkCommandOptions, context: Context): Promise<number> {
  const { from, name } = options;
  const { chorus } = context;
  return tellReplaced(context, options, name, () =>
    begin(options, context, {
      parent: () => chorus.get(from),
      preview: (created) => chorus.preview({ action: 'fork', from, name, options: created }),
      record: (created) => chorus.recordFork(from, name, created),
      start: (prompt, created) => chorus.fork(from, name, prompt, created),
    }),
  );
}
