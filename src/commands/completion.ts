import { Argument, type Command } from 'commander';
import { installScript, readScript, type Shell, scriptPlace, shells } from '../completion/script.ts';
import { quoteForShell } from '../core/shell.ts';
import type { Context } from './shared/context.ts';

interface CompletionOptions {
  shell: Shell;
  install?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .option('--install', "write the script to your own folder of the shell's completions; no start-up file is changed")
    .option('--json', 'print an object: shell, path, script, and what is left to do')
    .addHelpText(
      'after',
      `
Completes commands, options, the names of sessions, profiles, settings and their values. The script asks chorus for them, so it need
not be installed again after an update of chorus. The script begins with how to install it.

Examples:
  $ chorus completion bash --install
  $ chorus completion fish --install
  $ eval "$(chorus completion zsh)"    # for this shell only; for all: in ~/.zshrc, after compinit`,
    );
}

export async function run({ shell, install, json }: CompletionOptions, { stdout, stderr, env }: Context): Promise<number> {
  const script = readScript(shell);
  const place = scriptPlace(shell, env);
  if (install) installScript(place.path, script);
  if (json) stdout.write(`${JSON.stringify({ shell, ...place, isInstalled: install === true, script }, null, 2)}\n`);
  else if (install)
    stderr.write(`chorus: written to ${quoteForShell(place.path)}\n${place.next.map((line) => `        ${line}\n`).join('')}`);
  else stdout.write(script);
  return 0;
}
