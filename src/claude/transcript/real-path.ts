import { realpathSync, statSync } from 'node:fs';

/** A path with its symbolic links resolved, as `claude` sees its directory; one that is gone stays as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether there is a directory; what can't be seen is none. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
