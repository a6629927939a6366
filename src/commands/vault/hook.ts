import { resolve } from 'node:path';
import { formatCount } from '../../core/amounts.ts';
import { printable } from '../../core/printable.ts';
import type { HookChange } from '../../library/vault-hook.ts';
import type { Subcommand } from '../shared/command.ts';
import type { Context } from '../shared/context.ts';

interface HookOptions {
  json?: boolean;
}

export const installHook: Subcommand = {
  summary: 'copy every conversation when it ends, by a hook in claude',
  declare: (command) => {
    command.option('--json', 'print an object: the settings file, and whether it changed').addHelpText(
      'after',
      `
Puts a SessionEnd hook into Claude's settings.json, which runs chorus vault --all, and copies what there is at once. Your own hooks and
settings stay. Turns of chorus do without the hook, since they copy their conversation themselves.

Examples:
  $ chorus vault install-hook
  $ chorus vault uninstall-hook`,
    );
  },
  run: async ({ json }: HookOptions, context) => {
    const change = await context.chorus.installVaultHook([process.execPath, resolve(process.argv[1] ?? 'chorus')]);
    const { copied, conversations } = await context.chorus.keepAll();
    const kept = `copied ${formatCount(copied, 'conversation')} of ${conversations}`;
    return print(context, json, change, change.changed ? 'the hook is installed' : 'the hook was installed already', kept);
  },
};

export const uninstallHook: Subcommand = {
  summary: 'take that hook out again; the copies stay',
  declare: (command) => {
    command
      .option('--json', 'print an object: the settings file, and whether it changed')
      .addHelpText('after', "\nEverything else in Claude's settings.json stays.\n\nExamples:\n  $ chorus vault uninstall-hook");
  },
  run: async ({ json }: HookOptions, context) => {
    const change = await context.chorus.uninstallVaultHook();
    return print(context, json, change, change.changed ? 'the hook is removed' : 'there was no hook');
  },
};

function print({ stdout, stderr }: Context, json: boolean | undefined, change: HookChange, what: string, more?: string): number {
  if (json) stdout.write(`${JSON.stringify(change)}\n`);
  else stderr.write(printable(`chorus: ${what}: ${change.settings}\n${more ? `chorus: ${more}\n` : ''}`));
  return 0;
}
