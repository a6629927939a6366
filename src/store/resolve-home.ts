import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { chorusError } from '../errors.ts';

const { platform } = process;

/**
 * The folder that keeps everything: `CHORUS_HOME`, or the platform's config folder, which is the one that env-paths names. (env-paths asks
 * for the user's folder when it is loaded, and throws where there is none.)
 * @throws ChorusError (7) if it would depend on the directory that chorus is called from.
 */
export function resolveHome(env: NodeJS.ProcessEnv): string {
  const home = userHome(env);
  const own = absoluteFolder(env, 'CHORUS_HOME');
  if (own !== undefined) return own;
  if (platform === 'win32') return join(optionalFolder(env, 'APPDATA') ?? join(home(), 'AppData', 'Roaming'), 'chorus', 'Config');
  if (platform === 'darwin') return join(home(), 'Library', 'Preferences', 'chorus');
  return join(optionalFolder(env, 'XDG_CONFIG_HOME') ?? join(home(), '.config'), 'chorus');
}

/**
 * The user's own folder. `HOME` is checked at once, since Claude keeps its conversations there; the system is asked only if `HOME` is not set.
 * @throws ChorusError (7) if there is none, or it is not an absolute path.
 */
export function userHome(env: NodeJS.ProcessEnv): () => string {
  const home = platform === 'win32' ? undefined : absoluteFolder(env, 'HOME');
  return () => home ?? homeOfUser();
}

/** A variable that counts as not set where it is empty, as the XDG base directories do. @throws ChorusError (7) if it is relative. */
export function optionalFolder(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] === '' ? undefined : absoluteFolder(env, name);
}

function absoluteFolder(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const path = env[name];
  if (path === undefined) return undefined;
  if (isAbsolute(path)) return resolve(path);
  const problem = path === '' ? `${name} is empty` : `${name} is not an absolute path: ${JSON.stringify(path)}`;
  throw chorusError('invalid-home', problem, `Set ${name} to an absolute path, or unset it.`);
}

function homeOfUser(): string {
  try {
    const home = homedir();
    if (isAbsolute(home)) return home;
  } catch {
    // The system has no entry for this user.
  }
  throw chorusError(
    'invalid-home',
    'you have no home directory: HOME is not set, and the system names none',
    'Set HOME to an absolute path.',
  );
}
