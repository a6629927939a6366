import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isDirectory, realPath } from '../claude/transcript/real-path.ts';
import { nearestNames } from '../core/nearest.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import type { SettingValue } from '../core/settings.ts';
import { chorusError } from '../errors.ts';

/**
 * The directory of a session: a real path, as `claude` sees it. If it does not exist, the path as given.
 * @param callerCwd the caller's directory: the base of relative paths, and the default.
 */
export function resolveDirectory(callerCwd: string, given: SettingValue = callerCwd): string {
  return realPath(resolve(callerCwd, String(given)));
}

/** @throws ChorusError (2) if the directory of a session does not exist. */
export function checkDirectory({ name, cwd }: Session, action: TurnOutcome['action']): void {
  if (isDirectory(cwd)) return;
  if (action === 'new') checkGivenDirectory(cwd);
  throw chorusError(
    'directory-not-found',
    `the directory of ${JSON.stringify(name)} is gone: ${cwd}`,
    `Bring it back, or name its new place: chorus set ${name} cwd=<directory>`,
  );
}

/** @throws ChorusError (2) if a directory that somebody gave does not exist: probably a typo, so the nearest one that exists is named. */
export function checkGivenDirectory(path: string): void {
  if (isDirectory(path)) return;
  const [parent, missing, ...rest] = splitAtMissing(path);
  const near = missing === undefined ? [] : nearestNames(missing, directoriesIn(parent)).map((name) => join(parent, name, ...rest));
  const found = near.filter(isDirectory);
  const hint =
    found.length > 0
      ? `Did you mean ${found.join(' or ')}?`
      : `${missing === undefined ? 'It is a file' : `The nearest one is ${parent}`}. Create it, or give another one.`;
  throw chorusError('directory-not-found', `there is no directory ${path}`, hint);
}

/** The deepest part of an absolute path that is a directory, and the names after it. */
function splitAtMissing(path: string): [parent: string, ...names: string[]] {
  const parent = dirname(path);
  if (parent === path) return [path];
  if (isDirectory(parent)) return [parent, ...(existsSync(path) ? [] : [basename(path)])];
  return [...splitAtMissing(parent), basename(path)];
}

function directoriesIn(parent: string): string[] {
  try {
    return readdirSync(parent).filter((name) => isDirectory(join(parent, name)));
  } catch {
    return [];
  }
}
