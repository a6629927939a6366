import { join } from 'node:path';
import { isObject, parseObject } from '../core/json.ts';
import { readOwnFile } from '../store/own-file.ts';
import { listSessionNames } from '../store/session-names.ts';
import { listTags } from '../store/session-tags.ts';
import type { Kept } from './candidates.ts';

/** Session names come from file names, so that many sessions cost little more than a few. Only tags need the content of the files. */
export function keptIn(home: string): Kept {
  return {
    sessions: () => listSessionNames(home).sort(),
    profiles: () => profilesIn(join(home, 'config.json')),
    tags: () => listTags(home).sort(),
  };
}

function profilesIn(path: string): string[] {
  const profiles = parseObject(readOwnFile(path) ?? '')?.profiles;
  return isObject(profiles) ? Object.keys(profiles).sort() : [];
}
