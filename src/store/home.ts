import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ChorusError, chorusError } from '../errors.ts';
import { symbolicLink } from './own-file.ts';

/**
 * Makes the home, or a folder in it, for its owner alone, whatever the umask says.
 * @throws ChorusError (7)
 */
export function ensureFolder(home: string, name?: string): string {
  const folder = name === undefined ? home : join(home, name);
  try {
    const stats = name === undefined ? statSync(home, { throwIfNoEntry: false }) : statOwn(folder);
    if (stats?.isDirectory()) return folder;
    for (const path of new Set([home, folder])) {
      // Make an empty folder private, since somebody may have made it for chorus; keep the permissions of any other folder.
      if (makeFolders(path) || readdirSync(path).length === 0) chmodSync(path, 0o700);
    }
  } catch (cause) {
    if (cause instanceof ChorusError) throw cause;
    throw chorusError(
      'file-unwritable',
      `${folder} cannot be created: ${(cause as Error).message}`,
      'Make its parent folder writable, or set CHORUS_HOME to another folder.',
      cause,
    );
  }
  return folder;
}

/**
 * Makes a folder and its missing parents. Node's own `recursive` never returns below a folder that exists and answers
 * ENOENT to everything, such as /proc (seen on 20.20).
 * @returns whether the folder was missing.
 * @throws what `mkdir` throws.
 */
export function makeFolders(path: string, mode = 0o700): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent, mode);
  try {
    mkdirSync(path, mode);
    return true;
  } catch (error) {
    // Another call was faster.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
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
      `${folder} cannot be read: ${(cause as Error).message}`,
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
