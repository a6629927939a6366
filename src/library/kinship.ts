import type { Config } from '../core/config.ts';
import type { SettingsOf } from '../core/forest.ts';
import { isValidName } from '../core/names.ts';
import { resolveSettings, settingValues } from '../core/resolve.ts';
import type { Parent, Session } from '../core/session.ts';
import type { SessionStore } from '../store/sessions.ts';

/** The session of a parent, even if renamed; undefined if it was removed. Reads all sessions only if the name does not lead to it. */
export function findParent({ name, sessionId }: Parent, sessions: Pick<SessionStore, 'readIfWhole' | 'list'>): Session | undefined {
  const isIt = (session: Session) => session.sessionId === sessionId || session.formerIds.includes(sessionId);
  const named = isValidName(name) ? sessions.readIfWhole(name) : undefined;
  return named && isIt(named) ? named : sessions.list().sessions.find(isIt);
}

/** What sessions are compared by: each setting with its layers, the profile and the directory. */
export function settingsWith(config: Config | undefined): SettingsOf {
  return (session) => {
    const values = settingValues(resolveSettings({ session, config }, 'lenient'));
    return { profile: session.profile ?? undefined, ...values, cwd: session.cwd };
  };
}
