import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileError, symbolicLink } from './own-file.ts';

/**
 * Creates the home, or a folder in it, accessible only to its owner, regardless of the umask.
 * @throws ChorusError (7)
 */
export function ensureFolder(home: string, name?: string): string {
  const folder = name === undefined ? home : join(home, name);
  try {
    const stats = name === undefined ? statSync(home, { throwIfNoEntry: false }) : statOwn(folder);
    if (stats?.isDirectory()) return folder;
    for (const path of new Set([home, folder])) {
      // An empty folder was probably created for chorus: make it private. Keep the permissions of any other folder.
      if (makeFolders(path) || readdirSync(path).length === 0) chmodSync(path, 0o700);
    }
  } catch (cause) {
    throw fileError(folder, 'created', 'Make its parent folder writable, or set CHORUS_HOME to another folder.', cause);
  }
  return folder;
}

/**
 * Creates a folder and its missing parents. Not by Node's `recursive`, which never returns below an existing folder where `mkdir` fails with
 * ENOENT, such as /proc (seen on 20.20).
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
    // Another call has just created it.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

/** The names in a folder of the home; empty if the folder does not exist. @throws ChorusError (7) */
export function listFolder(home: string, name: string): string[] {
  const folder = join(home, name);
  try {
    return statOwn(folder) ? readdirSync(folder) : [];
  } catch (cause) {
    throw fileError(folder, 'read', 'Check its owner and permissions.', cause);
  }
}

/** @throws ChorusError (7) for a symbolic link, which may lead out of the home. The home itself may be one. */
function statOwn(path: string): Stats | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) throw symbolicLink(path);
  return stats;
}
