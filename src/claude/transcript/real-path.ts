import { realpathSync, statSync } from 'node:fs';

/** A path with its symbolic links resolved, as `claude` sees its directory. A path that is gone stays as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether a directory exists; false if it cannot be accessed. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
