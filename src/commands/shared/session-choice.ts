import { fitsPattern, isNamePattern } from '../../core/names.ts';
import type { Session } from '../../core/session.ts';
import { chorusError } from '../../errors.ts';
import type { Chorus } from '../../library/chorus.ts';
import type { DamagedSession } from '../../library/overview.ts';

/**
 * The sessions that were named, each once, in the order of the names; without any names, all sessions, and the files that cannot be read.
 * @throws ChorusError `session-not-found` for a name or a pattern that no session has; what is wrong with a named session's file.
 */
export async function chooseSessions(
  chorus: Chorus,
  names: readonly string[],
): Promise<{ sessions: Session[]; damaged: DamagedSession[] }> {
  if (names.length === 0) return chorus.listAll();
  const known = names.some(isNamePattern) ? namesOf(chorus) : [];
  const chosen = names.flatMap((name) => (isNamePattern(name) ? fitting(name, known) : [name]));
  const sessions: Session[] = [];
  for (const name of new Set(chosen)) sessions.push(await chorus.get(name));
  return { sessions, damaged: [] };
}

function namesOf(chorus: Chorus): string[] {
  const { sessions, damaged } = chorus.listAll();
  return [...sessions, ...damaged].map(({ name }) => name).sort();
}

function fitting(pattern: string, known: readonly string[]): string[] {
  const found = known.filter((name) => fitsPattern(name, pattern));
  if (found.length > 0) return found;
  throw chorusError('session-not-found', `no session fits ${JSON.stringify(pattern)}`, 'chorus list shows the sessions.');
}
