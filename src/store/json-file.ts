import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ChorusError, chorusError } from '../errors.ts';
import { copyWhole } from './growing-copy.ts';
import { diskFull, fileError, isOutOfSpace, readOwnFile } from './own-file.ts';

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the last good copy of a file stands. */
export function lastGoodCopy(path: string): string {
  return `${path}.bak`;
}

/**
 * The object in a file; undefined if there is no file.
 * @throws ChorusError (7) for what can't be read or is no JSON object, with its path and where the last good copy is.
 */
export function readJsonFile(path: string): JsonObject | undefined {
  const text = readOwnFile(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
    throw new Error('it is not a JSON object');
  } catch (cause) {
    throw chorusError('file-damaged', `${path} is damaged: ${(cause as Error).message}`, repairHint(path), cause);
  }
}

/**
 * Replaces a file through `conf`, and reads it back: conf's atomic write was seen to put a cut file in the place of a good one
 * when the disk fills in the middle (its one `write` is not repeated). The good file is kept under another name until then.
 * @throws ChorusError (7); the file is then as it was.
 */
export async function writeJsonFile(path: string, value: JsonObject): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const { default: Conf } = await import('conf');
  const { SNAP } = process.env;
  // Under a Snap, conf writes in place, which neither a kill nor a full disk leaves whole.
  delete process.env.SNAP;
  let undo = () => {};
  try {
    undo = keepLastGood(path);
    const file = new Conf<JsonObject>({
      cwd: dirname(path),
      configName: basename(path, '.json'),
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
      serialize: () => text,
    });
    file.store = value;
    if (readFileSync(path, 'utf8') !== text) throw new Error(diskFull);
  } catch (cause) {
    tryUndo(path, undo);
    throw cause instanceof ChorusError ? cause : writeError(path, cause);
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
}

/** conf is the slowest thing to load; a failure shows at the write. */
export function warmUp(): void {
  import('conf').catch(() => {});
}

/** A second name for the good file: the write that follows puts a new file in its place. @returns what undoes that write. */
function keepLastGood(path: string): () => void {
  if (readJsonFile(path) === undefined) return () => rmSync(path, { force: true });
  const copy = lastGoodCopy(path);
  rmSync(copy, { force: true });
  giveSecondName(path, copy);
  // What is cut may parse all the same: the last byte is a newline.
  return () => renameSync(copy, path);
}

function tryUndo(path: string, undo: () => void): void {
  try {
    undo();
  } catch (cause) {
    throw chorusError('file-damaged', `${path} was cut, and can not be put back: ${(cause as Error).message}`, repairHint(path), cause);
  }
}

function giveSecondName(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch {
    // Some file systems know no hard links.
    copyFileSync(path, name);
  }
}

/**
 * Puts the last good copy in the place of a damaged file, which is kept under another name.
 * @param check throws for a copy that is no good either.
 * @returns what was done, in words.
 * @throws ChorusError (7)
 */
export function putLastGoodBack(path: string, check: (stored: JsonObject) => void): string {
  const copy = lastGoodCopy(path);
  const stored = readJsonFile(copy);
  if (!stored)
    throw chorusError('file-damaged', `${path} has no last good copy`, `Mend it by hand, or move it away: mv ${path} ${path}.damaged`);
  check(stored);
  const damaged = `${path}.damaged-${Date.now()}`;
  try {
    const { mtime } = statSync(copy);
    giveSecondName(path, damaged);
    copyWhole(copy, path);
    return `put back as it was on ${mtime.toISOString()}; what was damaged is ${damaged}`;
  } catch (cause) {
    rmSync(damaged, { force: true });
    throw writeError(path, cause);
  }
}

function writeError(path: string, cause: unknown): ChorusError {
  const next = isOutOfSpace(cause) ? 'Free some space and try again.' : 'Check the folder and its permissions.';
  return fileError(path, 'written', `${next} What was kept before is unchanged.`, cause);
}

/** What to do about a file that does not hold what it has to. */
export function repairHint(path: string): string {
  const copy = lastGoodCopy(path);
  return existsSync(copy)
    ? `Put the last good copy back: chorus doctor --fix. It is ${copy}.`
    : 'Mend it, or move it away. Nothing was overwritten.';
}
