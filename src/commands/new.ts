import { Argument, type Command } from 'commander';
import { usageError } from '../errors.ts';
import { addBeginOptions, type BeginOptions, begin } from './shared/begin.ts';
import { completing } from './shared/completing.ts';
import type { Invocation } from './shared/invocation.ts';
import { addSettingOptions } from './shared/setting-options.ts';

export function configure(command: Command, invocation: Invocation): void {
  const { context, finish } = invocation;
  addBeginOptions(
    command.addArgument(completing(new Argument('<name>', 'name of the session'), 'none')).argument('[prompt]', 'the first prompt'),
    'settings of a profile, below those given here',
  );
  const readSettings = addSettingOptions(command, 'Settings, kept with the session:');
  command.addHelpText(
    'after',
    `
Without a prompt the session is only recorded: its first turn comes with its first resume.

Examples:
  $ chorus new auth "Design the login flow" --model opus --permission-mode plan
  $ chorus new review --profile careful --allowedTools 'Read,Bash(git diff *)' < prompt.md
  $ chorus new nightly --system-prompt-file prompts/nightly.md`,
  );
  command.action(async (name: string, argument: string | undefined, options: BeginOptions) => {
    if (argument === undefined && /\s/.test(name)) {
      throw usageError('there is no name for the session', 'As in: chorus new auth "Design the login flow"');
    }
    const { chorus } = context;
    const exitCode = await begin(
      invocation,
      options,
      { argument, settings: readSettings(context.cwd) },
      {
        preview: (created) => chorus.preview({ action: 'new', name, options: created }),
        record: (created) => chorus.record(name, created),
        start: (prompt, created) => chorus.start(name, prompt, created),
      },
    );
    finish(exitCode);
  });
}
