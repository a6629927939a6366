import { decodeName, encodeName } from '../core/names.ts';
import { listFolder } from './home.ts';

/** The names of all sessions, from the names of their files; includes damaged ones. @throws ChorusError (7) */
export function listSessionNames(home: string): string[] {
  return namesOf(listFolder(home, 'sessions'));
}

/**
 * The names of the sessions that have this name in any case. Compares the names of files, which is faster than decoding them: each new
 * session is compared with all there are.
 * @throws ChorusError (7)
 */
export function listNamesInAnyCase(home: string, name: string): string[] {
  const file = `${encodeName(name.toLowerCase())}.json`;
  return namesOf(listFolder(home, 'sessions').filter((each) => each.length >= file.length && each.replaceAll('+', '') === file));
}

function namesOf(files: readonly string[]): string[] {
  const names: string[] = [];
  for (const file of files) {
    const name = file.endsWith('.json') ? decodeName(file.slice(0, -'.json'.length)) : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}
