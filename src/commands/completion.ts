import { Argument, type Command } from 'commander';
import { installScript, readScript, type Shell, scriptPlace, shells } from '../completion/script.ts';
import { quoteForShell } from '../core/shell.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options {
  install?: boolean;
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .option('--install', "write the script to your own folder of the shell's completions; no start-up file is changed")
    .option('--json', 'an object: shell, path, script, and what is left to do')
    .addHelpText(
      'after',
      `
Completes commands, options, the names of sessions, profiles, settings and their values. The script asks chorus for them, so that it
does not have to be made anew when there is a new chorus. It begins with how to install it.

Examples:
  $ chorus completion bash --install
  $ chorus completion fish --install
  $ eval "$(chorus completion zsh)"    # for this shell alone; in ~/.zshrc, behind compinit, for all`,
    );
  command.action((shell: Shell, { install, json }: Options) => {
    const { stdout, stderr, env } = context;
    const script = readScript(shell);
    const place = scriptPlace(shell, env);
    if (install) installScript(place.path, script);
    if (json) stdout.write(`${JSON.stringify({ shell, ...place, isInstalled: install === true, script }, null, 2)}\n`);
    else if (install)
      stderr.write(`chorus: written to ${quoteForShell(place.path)}\n${place.next.map((line) => `        ${line}\n`).join('')}`);
    else stdout.write(script);
    finish(0);
  });
}
