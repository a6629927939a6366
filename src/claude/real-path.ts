import { realpathSync } from 'node:fs';

/** A path with its symbolic links resolved, as `claude` sees its directory; one that is gone stays as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
