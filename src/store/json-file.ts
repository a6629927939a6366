import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ChorusError, storeError } from '../errors.ts';

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
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storeError(`${path} can not be read: ${(cause as Error).message}`, 'Check its owner and permissions.', cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
    throw new Error('it is not a JSON object');
  } catch (cause) {
    throw storeError(`${path} is damaged: ${(cause as Error).message}`, repairHint(path), cause);
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
  let isKept = false;
  try {
    keepLastGood(path);
    isKept = true;
    const file = new Conf<JsonObject>({
      cwd: dirname(path),
      configName: basename(path, '.json'),
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
      serialize: () => text,
    });
    file.store = value;
    if (readFileSync(path, 'utf8') !== text) throw new Error('the disk is full, or the write was cut');
  } catch (cause) {
    if (isKept) restoreLastGood(path);
    throw cause instanceof ChorusError ? cause : writeError(path, cause);
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
}

/** conf is the slowest thing to load; a failure shows at the write. */
export function warmUp(): void {
  import('conf').catch(() => {});
}

/** A second name for the good file: the write that follows puts a new file in its place. */
function keepLastGood(path: string): void {
  if (readJsonFile(path) === undefined) return;
  const copy = lastGoodCopy(path);
  rmSync(copy, { force: true });
  try {
    linkSync(path, copy);
  } catch {
    // Some file systems know no hard links.
    copyFileSync(path, copy);
  }
}

function restoreLastGood(path: string): void {
  try {
    if (readJsonFile(path) !== undefined) return;
    rmSync(path, { force: true });
  } catch {
    if (existsSync(lastGoodCopy(path))) renameSync(lastGoodCopy(path), path);
    else rmSync(path, { force: true });
  }
}

function writeError(path: string, cause: unknown): ChorusError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const hint =
    code === 'ENOSPC' || message.includes('disk is full')
      ? 'Free some space and try again. What was kept before is unchanged.'
      : 'Check the folder and its permissions. What was kept before is unchanged.';
  return storeError(`${path} can not be written: ${message}`, hint, cause);
}

/** What to do about a file that does not hold what it has to. */
export function repairHint(path: string): string {
  const copy = lastGoodCopy(path);
  return existsSync(copy)
    ? `Mend it, or put the last good copy back: mv ${copy} ${path}`
    : 'Mend it, or move it away. Nothing was overwritten.';
}
