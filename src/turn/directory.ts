import { resolve } from 'node:path';
import { isDirectory, realPath } from '../claude/transcript/real-path.ts';
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
  if (action === 'new')
    throw chorusError('directory-not-found', `there is no directory ${cwd}`, 'Create it, or name another one: --cwd <directory>');
  throw chorusError(
    'directory-not-found',
    `the directory of ${JSON.stringify(name)} is gone: ${cwd}`,
    `Bring it back, or name its new place: chorus set ${name} cwd=<directory>`,
  );
}
