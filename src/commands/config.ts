import type { Command } from 'commander';
import { printable } from '../core/printable.ts';
import { unknownSetting } from '../core/setting-values.ts';
import { builtInSettings, findSetting, type KeptSettings } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import { formatTable } from '../terminal/table.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  const { stdout, store } = context;
  command.addHelpText(
    'after',
    '\nDefaults and profiles are changed with chorus set --defaults and chorus set --profile <name>.\n\nExamples:\n  $ chorus config path\n  $ chorus config get model\n  $ chorus config list',
  );
  command
    .command('path')
    .description('where config.json is; with --json, everything')
    .option('--json', 'all the paths')
    .addHelpText('after', '\nExamples:\n  $ chorus config path\n  $ chorus config path --json | jq -r .log')
    .action(({ json }: { json?: boolean }) => {
      const paths = { home: store.home, config: store.config.path, sessions: `${store.home}/sessions`, log: store.log.path };
      stdout.write(json ? `${JSON.stringify(paths, null, 2)}\n` : `${store.config.path}\n`);
      finish(0);
    });
  command
    .command('get')
    .description('a default setting')
    .argument('<key>', 'as in model')
    .option('--profile <name>', 'the setting of a profile')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ chorus config get model\n  $ chorus config get effort --profile careful')
    .action((key: string, { profile, json }: { profile?: string; json?: boolean }) => {
      if (!findSetting(key)) throw unknownSetting(key, 'on the command line');
      const settings: KeptSettings =
        profile === undefined ? { ...builtInSettings, ...store.config.get().defaults } : store.config.profile(profile);
      const value = settings[key];
      if (value === undefined)
        throw usageError(
          `${key} is not set`,
          `Set it: chorus set ${profile === undefined ? '--defaults' : `--profile ${profile}`} ${key}=<value>`,
        );
      stdout.write(`${json ? JSON.stringify(value) : printable(Array.isArray(value) ? value.join('\n') : String(value))}\n`);
      finish(0);
    });
  command
    .command('list')
    .description('all defaults and profiles')
    .option('--json', 'the whole config')
    .addHelpText('after', '\nExamples:\n  $ chorus config list\n  $ chorus config list --json | jq .profiles')
    .action(({ json }: { json?: boolean }) => {
      const config = store.config.get();
      const rows = [
        ...Object.entries(config.defaults).map(([key, value]) => ['defaults', key, String(value)]),
        ...Object.entries(config.profiles).flatMap(([name, settings]) =>
          Object.entries(settings).map(([key, value]) => [`profile ${name}`, key, String(value)]),
        ),
      ];
      if (json) stdout.write(`${JSON.stringify(config, null, 2)}\n`);
      else if (rows.length > 0) stdout.write(`${printable(formatTable(rows))}\n`);
      finish(0);
    });
}
