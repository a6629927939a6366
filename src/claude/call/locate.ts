import { accessSync, constants, realpathSync, type Stats, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chorusError } from '../../errors.ts';

/** The installed `claude`. Real path, size and time of change identify an installation. */
export interface Installation {
  /** The path that is started. */
  path: string;
  realPath: string;
  /** Bytes. */
  size: number;
  mtimeMs: number;
}

/**
 * `CHORUS_CLAUDE` if it is set, else the first executable `claude` on `PATH`.
 * @throws ChorusError (127)
 */
export function locateClaude(env: NodeJS.ProcessEnv, cwd: string): Installation {
  const wanted = env.CHORUS_CLAUDE || 'claude';
  const candidates = /[\\/]/.test(wanted) ? [resolve(cwd, wanted)] : pathCandidates(wanted, env);
  for (const path of candidates) {
    const stats = statOf(path);
    if (stats?.isFile() && isExecutable(path)) return installationAt(path, stats);
  }
  const blocked = candidates.find(statOf);
  throw chorusError(
    blocked ? 'claude-not-executable' : 'claude-not-found',
    blocked ? `${blocked} is not an executable file` : `claude was not found: ${wanted}`,
    'Install it with npm install -g @anthropic-ai/claude-code, or set CHORUS_CLAUDE to the path of the binary.',
  );
}

function pathCandidates(command: string, env: NodeJS.ProcessEnv): string[] {
  const endings = process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => endings.map((ending) => join(folder, command + ending)));
}

/** Undefined if it does not exist or cannot be accessed: PATH may name a file, or another user's folder. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installationAt(path: string, { size, mtimeMs }: Stats): Installation {
  return { path, realPath: realpathSync(path), size, mtimeMs };
}
