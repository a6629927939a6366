import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { storeError } from '../errors.ts';

/** The folder that keeps everything: `CHORUS_HOME`, else the platform's config folder. */
export function resolveHome(env: NodeJS.ProcessEnv): string {
  return env.CHORUS_HOME ? resolve(env.CHORUS_HOME) : envPaths('chorus', { suffix: '' }).config;
}

/** Makes a folder of the home, and the home, for their owner alone, whatever the umask says. */
export function ensureFolder(home: string, ...parts: string[]): string {
  const folder = join(home, ...parts);
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
    for (const path of parts.length > 0 ? [home, folder] : [home]) {
      if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700);
    }
  } catch (cause) {
    throw storeError(
      `${folder} can not be made: ${(cause as Error).message}`,
      'Make it writable, or set CHORUS_HOME to another folder.',
      cause,
    );
  }
  return folder;
}
