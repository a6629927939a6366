import { join } from 'node:path';
import { listFolder } from './home.ts';
import { readOwnFile } from './own-file.ts';

const key = '"tags":';

/** The tags that sessions have, each once. A file that is damaged, or can't be read, has none. @throws ChorusError (7) for the folder. */
export function listTags(home: string): string[] {
  const folder = join(home, 'sessions');
  const arrays = new Set<string>();
  for (const file of listFolder(home, 'sessions')) {
    // `join` looks at each character, in a program that is too young to be fast: for a thousand sessions a third of the answer.
    if (file.endsWith('.json')) arrays.add(findArray(`${folder}/${file}`));
  }
  return [...new Set([...arrays].flatMap(parseTags))];
}

/** Nothing else is parsed: a whole session costs more than to read it. */
function findArray(path: string): string {
  try {
    const text = readOwnFile(path) ?? '';
    const start = text.indexOf(key);
    return start === -1 ? '' : text.slice(start + key.length, text.indexOf(']', start) + 1);
  } catch {
    return '';
  }
}

function parseTags(array: string): string[] {
  try {
    return (JSON.parse(array) as unknown[]).filter((tag) => typeof tag === 'string');
  } catch {
    return [];
  }
}
