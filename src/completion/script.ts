import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ChorusError, chorusError } from '../errors.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

const fileNames: Record<Shell, string> = { bash: 'chorus.bash', zsh: '_chorus', fish: 'chorus.fish' };

/** Where a shell looks for the completions of one user, and what is left to do once the script is there. */
export interface ScriptPlace {
  path: string;
  next: string[];
}

/** The script as it is in the package: two folders up from here, in the source as in what is built. */
export function readScript(shell: Shell): string {
  return readFileSync(join(import.meta.dirname, '../../bin/completion', fileNames[shell]), 'utf8');
}

export function scriptPlace(shell: Shell, env: NodeJS.ProcessEnv): ScriptPlace {
  const home = env.HOME || homedir();
  switch (shell) {
    case 'bash': {
      const folder = env.BASH_COMPLETION_USER_DIR || join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'bash-completion');
      return {
        path: join(folder, 'completions', 'chorus'),
        next: [
          'The package bash-completion reads it in every new shell. Without that package, add to ~/.bashrc:',
          '  source <(chorus completion bash)',
        ],
      };
    }
    case 'fish':
      return {
        path: join(env.XDG_CONFIG_HOME || join(home, '.config'), 'fish', 'completions', 'chorus.fish'),
        next: ['fish reads it in every new shell.'],
      };
    case 'zsh': {
      const folder = join(env.ZDOTDIR || home, '.zfunc');
      return {
        path: join(folder, '_chorus'),
        next: ['zsh has no folder of its own for it. Add to ~/.zshrc, before compinit:', `  fpath=(${folder} $fpath)`],
      };
    }
  }
}

/** @throws ChorusError (2) where something else stands there, (7) where it can't be written. */
export function installScript(path: string, script: string): void {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats && !(stats.isFile() && isOurs(readFileSync(path, 'utf8')))) {
      throw chorusError(
        'file-exists',
        `${path} is there, and is not chorus's`,
        'Move it away first, or put the script where you want it: chorus completion <shell> > <file>',
      );
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, script);
  } catch (cause) {
    if (cause instanceof ChorusError) throw cause;
    throw chorusError(
      'file-unwritable',
      `${path} can not be written: ${(cause as Error).message}`,
      'Put the script where you want it: chorus completion <shell> > <file>',
      cause,
    );
  }
}

function isOurs(text: string): boolean {
  return text.slice(0, 200).includes('Completion of chorus');
}
