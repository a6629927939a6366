import { Argument, type Command } from 'commander';
import { usageError } from '../errors.ts';
import { addBeginOptions, type BeginOptions, begin } from './shared/begin.ts';
import { completing } from './shared/completing.ts';
import type { Context } from './shared/context.ts';
import { tellReplaced } from './shared/replacement.ts';
import { addSettingOptions, addSettingsHelp } from './shared/setting-options.ts';
import { promptNotes } from './shared/turn-options.ts';

interface NewCommandOptions extends BeginOptions {
  name: string;
}

export function declare(command: Command): void {
  command
    .addArgument(completing(new Argument('<name>', 'name of the session'), 'none'))
    .argument('[prompt]', 'without one the session is only recorded');
  addBeginOptions(command, 'take other settings from a profile');
  addSettingOptions(command, 'Settings, kept with the session:');
  addSettingsHelp(
    command,
    `${promptNotes}
Examples:
  $ chorus new auth "Design the login flow" --model opus --permission-mode plan
  $ chorus new review --profile careful --allowedTools 'Read,Bash(git diff *)' < prompt.md
  $ chorus new nightly --system-prompt-file prompts/nightly.md`,
  );
}

export async function run(options: NewCommandOptions, context: Context): Promise<number> {
  const { name } = options;
  const { chorus } = context;
  if (options.prompt === undefined && /\s/.test(name)) {
    throw usageError('no session name given', 'As in: chorus new auth "Design the login flow"');
  }
  return tellReplaced(context, options, name, () =>
    begin(options, context, {
      preview: (created) => chorus.preview({ action: 'new', name, options: created }),
      record: (created) => chorus.record(name, created),
      start: (prompt, created) => chorus.start(name, prompt, created),
    }),
  );
}
