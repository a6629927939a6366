import { decodeName } from '../core/names.ts';
import { listFolder } from './home.ts';

/** The names of all sessions, from the names of their files; includes damaged ones. @throws ChorusError (7) */
export function listSessionNames(home: string): string[] {
  const names: string[] = [];
  for (const file of listFolder(home, 'sessions')) {
    const name = file.endsWith('.json') ? decodeName(file.slice(0, -'.json'.length)) : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}
