import { join } from 'node:path';
import { readOwnFile } from '../store/own-file.ts';
import { listSessionNames } from '../store/session-names.ts';
import { listTags } from '../store/session-tags.ts';
import type { Kept } from './candidates.ts';

/** Names of sessions come from the names of their files, so that a thousand cost what ten do; only tags need what is in them. */
export function keptIn(home: string): Kept {
  return {
    sessions: () => listSessionNames(home).sort(),
    profiles: () => Object.keys(readObject(join(home, 'config.json')).profiles ?? {}).sort(),
    tags: () => listTags(home).sort(),
  };
}

function readObject(path: string): Record<string, object | undefined> {
  return JSON.parse(readOwnFile(path) ?? '{}') ?? {};
}
