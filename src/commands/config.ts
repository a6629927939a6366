import { type Command, Option } from 'commander';
import { printable } from '../core/printable.ts';
import { unknownSetting } from '../core/setting-values.ts';
import { builtInSettings, findSetting, type KeptSettings } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import { formatTable } from '../terminal/table.ts';
import type { Subcommand } from './shared/command.ts';
import type { Context } from './shared/context.ts';

export function declare(command: Command): void {
  // Taken before a subcommand, too.
  command
    .addOption(new Option('--json').hideHelp())
    .addHelpText(
      'after',
      '\nChange the defaults with chorus set --defaults, and a profile with chorus set --profile <name>.\n\nExamples:\n  $ chorus config path\n  $ chorus config get model\n  $ chorus config list',
    );
}

export const subcommands: Record<string, Subcommand> = {
  path: { summary: 'print where config.json is', declare: declarePath, run: printPath },
  get: { summary: 'print a default setting', declare: declareGet, run: printSetting },
  list: { summary: 'print all defaults and profiles', declare: declareList, run: printConfig },
};

function declarePath(command: Command): void {
  command
    .option('--json', 'print all paths')
    .addHelpText('after', '\nExamples:\n  $ chorus config path\n  $ chorus config path --json | jq -r .log');
}

async function printPath({ json }: { json?: boolean }, { chorus, stdout }: Context): Promise<number> {
  const { home, config, sessions, log } = chorus.paths;
  stdout.write(json ? `${JSON.stringify({ home, config, sessions, log }, null, 2)}\n` : `${config}\n`);
  return 0;
}

interface GetOptions {
  key: string;
  profile?: string;
  json?: boolean;
}

function declareGet(command: Command): void {
  command
    .argument('<key>', 'as in model')
    .option('--profile <name>', 'print the setting of a profile')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ chorus config get model\n  $ chorus config get effort --profile careful');
}

async function printSetting({ key, profile, json }: GetOptions, { chorus, stdout }: Context): Promise<number> {
  if (!findSetting(key)) throw unknownSetting(key, 'on the command line');
  const settings: KeptSettings = profile === undefined ? { ...builtInSettings, ...chorus.config().defaults } : chorus.profile(profile);
  const value = settings[key];
  if (value === undefined) {
    const place = profile === undefined ? '--defaults' : `--profile ${profile}`;
    throw usageError(`${key} is not set`, `Set it: chorus set ${place} ${key}=<value>`);
  }
  stdout.write(`${json ? JSON.stringify(value) : printable(Array.isArray(value) ? value.join('\n') : String(value))}\n`);
  return 0;
}

function declareList(command: Command): void {
  command
    .option('--json', 'print the whole config')
    .addHelpText('after', '\nExamples:\n  $ chorus config list\n  $ chorus config list --json | jq .profiles');
}

async function printConfig({ json }: { json?: boolean }, { chorus, stdout, stderr }: Context): Promise<number> {
  const config = chorus.config();
  const rows = [
    ...Object.entries(config.defaults).map(([key, value]) => ['defaults', key, String(value)]),
    ...Object.entries(config.profiles).flatMap(([name, settings]) =>
      Object.entries(settings).map(([key, value]) => [`profile ${name}`, key, String(value)]),
    ),
  ];
  if (json) stdout.write(`${JSON.stringify(config, null, 2)}\n`);
  else if (rows.length > 0) stdout.write(`${printable(formatTable(rows))}\n`);
  else stderr.write('chorus: no defaults and no profiles yet\n');
  return 0;
}
