import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chorusBin } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runAtTerminal, type TerminalRun } from './terminal.ts';

/** How each shell is started without anybody's start-up files, and what makes it ready for completion. */
export const shells = {
  bash: { args: ['--norc', '--noprofile', '-i'], setUp: ['source <(chorus completion bash)'] },
  zsh: { args: ['-f', '-i'], setUp: ['autoload -U compinit; compinit -D -u; eval "$(chorus completion zsh)"'] },
  fish: { args: ['--no-config', '-i'], setUp: ['set -g fish_autosuggestion_enabled 0; chorus completion fish | source'] },
} as const;

export type ShellName = keyof typeof shells;

export function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Place {
  env: Record<string, string>;
  work: string;
  chorusHome: string;
}

/** A home with `chorus` on PATH, and sessions by name, as files that hold just enough. */
export function placeWith(sessions: Record<string, object>, config: object = {}): Place {
  const root = temporaryFolder();
  const [home, work, bin, chorusHome] = ['home', 'work', 'bin', 'chorus'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [home, work, bin, join(chorusHome, 'sessions')]) mkdirSync(folder, { recursive: true });
  symlinkSync(chorusBin, join(bin, 'chorus'));
  for (const [file, content] of Object.entries(sessions))
    writeFileSync(join(chorusHome, 'sessions', `${file}.json`), JSON.stringify(content, null, 2));
  writeFileSync(join(chorusHome, 'config.json'), JSON.stringify(config));
  return { env: { HOME: home, PATH: `${bin}:${process.env.PATH}`, CHORUS_HOME: chorusHome, LANG: 'C.UTF-8' }, work, chorusHome };
}

/** A shell at a terminal, with chorus's completion read in; its prompt is `$ `. */
export async function startShell(
  shell: ShellName,
  { env, work }: Place,
  setUp: readonly string[] = shells[shell].setUp,
): Promise<TerminalRun> {
  const terminal = runAtTerminal(shell, shells[shell].args, {
    cwd: work,
    env: { ...env, PS1: '$ ', PROMPT: '$ ' },
    columns: 120,
    rows: 40,
  });
  if (shell === 'fish') terminal.type('function fish_prompt; echo -n "\\$ "; end; function fish_right_prompt; end\r');
  for (const line of setUp) terminal.type(`${line}\r`);
  terminal.type('echo rea""dy\r');
  await terminal.until(/^ready$/m);
  return terminal;
}
