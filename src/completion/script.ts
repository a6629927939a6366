import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chorusError } from '../errors.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { makeFolders } from '../store/home.ts';
import { fileError } from '../store/own-file.ts';
import { optionalFolder, userHome } from '../store/resolve-home.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

const fileNames: Record<Shell, string> = { bash: 'chorus.bash', zsh: '_chorus', fish: 'chorus.fish' };

/** Where a shell looks for a user's completions, and what the user must still do once the script is there. */
interface ScriptPlace {
  path: string;
  next: string[];
}

/** The script from the package: two folders up from here, in the source as well as in the build. */
export function readScript(shell: Shell): string {
  return readFileSync(join(import.meta.dirname, '../../bin/completion', fileNames[shell]), 'utf8');
}

/** @throws ChorusError (7) if the path would depend on the directory that chorus is called from. */
export function scriptPlace(shell: Shell, env: NodeJS.ProcessEnv): ScriptPlace {
  const home = userHome(env);
  const folderOf = (name: string, ...standard: string[]) => optionalFolder(env, name) ?? join(home(), ...standard);
  switch (shell) {
    case 'bash': {
      const folder =
        optionalFolder(env, 'BASH_COMPLETION_USER_DIR') ?? join(folderOf('XDG_DATA_HOME', '.local', 'share'), 'bash-completion');
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
        path: join(folderOf('XDG_CONFIG_HOME', '.config'), 'fish', 'completions', 'chorus.fish'),
        next: ['fish reads it in every new shell.'],
      };
    case 'zsh': {
      const folder = join(folderOf('ZDOTDIR'), '.zfunc');
      return {
        path: join(folder, '_chorus'),
        next: ['zsh has no default folder for completions. Add to ~/.zshrc, before compinit:', `  fpath=(${folder} $fpath)`],
      };
    }
  }
}

/** Writes the script, whole or not at all. @throws ChorusError (2) if another file has its name, (7) if it cannot be written. */
export function installScript(path: string, script: string): void {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats && !(stats.isFile() && isOurs(readFileSync(path, 'utf8')))) {
      throw chorusError(
        'file-exists',
        `${path} already exists, and is not a completion script of chorus`,
        'Move it away first, or put the script where you want it: chorus completion <shell> > <file>',
      );
    }
    makeFolders(dirname(path), 0o777);
    writeFileAtomically(path, script, stats ? { mode: stats.mode & 0o777 } : {});
  } catch (cause) {
    throw fileError(path, 'written', 'Put the script where you want it: chorus completion <shell> > <file>', cause);
  }
}

function isOurs(text: string): boolean {
  return text.slice(0, 200).includes('Completion of chorus');
}
