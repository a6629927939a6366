import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { ChorusError, chorusError } from '../errors.ts';
import { symbolicLink } from './own-file.ts';

/** The folder that keeps everything: `CHORUS_HOME`, else the platform's config folder. */
export function resolveHome(env: NodeJS.ProcessEnv): string {
  return env.CHORUS_HOME ? resolve(env.CHORUS_HOME) : envPaths('chorus', { suffix: '' }).config;
}

/**
 * Makes the home, or a folder of it, for its owner alone, whatever the umask says.
 * @throws ChorusError (7)
 */
export function ensureFolder(home: string, name?: string): string {
  const folder = name === undefined ? home : join(home, name);
  try {
    const stats = name === undefined ? statSync(home, { throwIfNoEntry: false }) : statOwn(folder);
    if (stats?.isDirectory()) return folder;
    for (const path of new Set([home, folder])) {
      // A home that was made for chorus is empty; the permissions of any other folder are not ours to change.
      if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined || readdirSync(path).length === 0) chmodSync(path, 0o700);
    }
  } catch (cause) {
    if (cause instanceof ChorusError) throw cause;
    throw chorusError(
      'file-unwritable',
      `${folder} can not be made: ${(cause as Error).message}`,
      'Make it writable, or set CHORUS_HOME to another folder.',
      cause,
    );
  }
  return folder;
}

/** The names in a folder of the home; none if there is no such folder. @throws ChorusError (7) */
export function listFolder(home: string, name: string): string[] {
  const folder = join(home, name);
  try {
    return statOwn(folder) ? readdirSync(folder) : [];
  } catch (cause) {
    if (cause instanceof ChorusError) throw cause;
    throw chorusError(
      'file-unreadable',
      `${folder} can not be read: ${(cause as Error).message}`,
      'Check its owner and permissions.',
      cause,
    );
  }
}

/** @throws ChorusError (7) for a symbolic link, which leads out of the home. The home itself may be one. */
function statOwn(path: string): Stats | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) throw symbolicLink(path);
  return stats;
}
