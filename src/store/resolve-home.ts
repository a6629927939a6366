import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { chorusError } from '../errors.ts';

const { platform } = process;

/**
 * The folder that holds everything: `CHORUS_HOME`, or the platform's config folder, the same as that of env-paths. (env-paths itself looks
 * up the user's folder when it is loaded, and throws if there is none.)
 * @throws ChorusError (7) if the folder would depend on the directory that chorus is called from.
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
 * The user's home directory. `HOME` is checked at once, since Claude keeps its conversations there; the system is asked only if it is not set.
 * @throws ChorusError (7) if there is none, or it is not an absolute path.
 */
export function userHome(env: NodeJS.ProcessEnv): () => string {
  const home = platform === 'win32' ? undefined : absoluteFolder(env, 'HOME');
  return () => home ?? homeOfUser();
}

/** The folder in a variable that counts as unset when it is empty, as those of the XDG base directories do. @throws ChorusError (7) if it is relative. */
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
    'no home directory found: HOME is not set, and the system has none for this user',
    'Set HOME to an absolute path.',
  );
}
