import { join } from 'node:path';
import { listFolder } from '../store/home.ts';
import { readOwnFile } from '../store/own-file.ts';
import { listSessionNames } from '../store/session-names.ts';
import type { Kept } from './candidates.ts';

/** Names of sessions come from the names of their files, so that a thousand cost what ten do; only tags need what is in them. */
export function keptIn(home: string): Kept {
  return {
    sessions: () => listSessionNames(home).sort(),
    profiles: () => Object.keys(readObject(join(home, 'config.json')).profiles ?? {}).sort(),
    tags: () => {
      const files = listFolder(home, 'sessions').filter((file) => file.endsWith('.json'));
      return [...new Set(files.flatMap((file) => tagsIn(join(home, 'sessions', file))))].sort();
    },
  };
}

function readObject(path: string): Record<string, object | undefined> {
  return JSON.parse(readOwnFile(path) ?? '{}') ?? {};
}

/** Only the array is parsed, of files that have one with something in it; a damaged file has no tags. */
function tagsIn(path: string): string[] {
  const [, array] = /"tags":\s*(\[\s*"[^\]]*\])/.exec(readOwnFile(path) ?? '') ?? [];
  if (array === undefined) return [];
  try {
    return (JSON.parse(array) as unknown[]).filter((tag) => typeof tag === 'string');
  } catch {
    return [];
  }
}
