import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { isObject, type JsonObject } from '../core/json.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { copyFileAtomically } from './atomic-file.ts';
import { diskFull, fileError, isOutOfSpace, readOwnFile } from './own-file.ts';

/** Path of the last good copy of a file. */
export function lastGoodCopy(path: string): string {
  return `${path}.bak`;
}

/**
 * The object in a file; undefined if there is no file.
 * @throws ChorusError (7) if the file cannot be read or does not hold a JSON object; it names the file and its last good copy.
 */
export function readJsonFile(path: string): JsonObject | undefined {
  const text = readOwnFile(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
    throw new Error('it is not a JSON object');
  } catch (cause) {
    throw chorusError('file-damaged', `${path} is damaged: ${(cause as Error).message}`, repairHint(path), cause);
  }
}

/**
 * Replaces a file through conf, and reads it back: conf calls `write` once, and replaced a good file by a cut one when the disk filled up
 * during the write. The good file is kept as the last good copy.
 * @throws ChorusError (7); the file is then unchanged.
 */
export async function writeJsonFile(path: string, value: JsonObject): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const { writeConfFile } = await import('./conf-file.ts');
  let undo = () => {};
  try {
    undo = keepLastGood(path);
    writeConfFile(path, value, text);
    if (readFileSync(path, 'utf8') !== text) throw new Error(diskFull);
  } catch (cause) {
    tryUndo(path, undo);
    throw cause instanceof ChorusError ? cause : writeError(path, cause);
  }
}

/** Loads conf ahead of the first write, since that is slow. If it fails, the write reports it. */
export function warmUp(): void {
  import('./conf-file.ts').catch(() => {});
}

/** Gives the good file a second name before conf replaces it. @returns a function that undoes the write. */
function keepLastGood(path: string): () => void {
  if (readJsonFile(path) === undefined) return () => rmSync(path, { force: true });
  const copy = lastGoodCopy(path);
  rmSync(copy, { force: true });
  giveSecondName(path, copy);
  return () => renameSync(copy, path);
}

function tryUndo(path: string, undo: () => void): void {
  try {
    undo();
  } catch (cause) {
    const problem = `${path} was cut, and its last good copy cannot be put back: ${(cause as Error).message}`;
    throw chorusError('file-damaged', problem, repairHint(path), cause);
  }
}

function giveSecondName(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(path, name);
  }
}

/**
 * Replaces a damaged file by its last good copy. The damaged file is kept under another name.
 * @param check throws if the copy is damaged as well.
 * @returns a description of what was done.
 * @throws ChorusError (7)
 */
export function putLastGoodBack(path: string, check: (stored: JsonObject) => void): string {
  const copy = lastGoodCopy(path);
  const stored = readJsonFile(copy);
  if (!stored) {
    const hint = `Repair it by hand, or move it away: mv ${path} ${path}.damaged`;
    throw chorusError('file-damaged', `${path} has no last good copy`, hint);
  }
  check(stored);
  const damaged = `${path}.damaged-${Date.now()}`;
  try {
    const { mtime } = statSync(copy);
    giveSecondName(path, damaged);
    copyFileAtomically(copy, path, { mode: 0o600 });
    return `put back as it was on ${mtime.toISOString()}; the damaged file is now ${damaged}`;
  } catch (cause) {
    rmSync(damaged, { force: true });
    throw writeError(path, cause);
  }
}

function writeError(path: string, cause: unknown): ChorusError {
  const next = isOutOfSpace(cause) ? 'Free some space and try again.' : 'Check the folder and its permissions.';
  return fileError(path, 'written', `${next} What was there before is unchanged.`, cause);
}

/** What to do about a damaged file. */
export function repairHint(path: string): string {
  const copy = lastGoodCopy(path);
  return existsSync(copy)
    ? `Put the last good copy back: chorus doctor --fix. It is ${copy}.`
    : 'Repair it by hand, or move it away. Nothing was overwritten.';
}
