import { type Stats, statSync } from 'node:fs';
import { cleanupPeriodDays } from '../claude/call/cleanup.ts';
import { findTranscript, indexTranscripts } from '../claude/transcript/projects.ts';
import type { TranscriptAge } from '../core/age.ts';
import type { Config } from '../core/config.ts';
import { resolveSetting } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import type { World } from '../turn/world.ts';

const day = 86_400_000;

/** Undefined if there is no transcript. */
export function transcriptAge(world: World, session: Session): TranscriptAge | undefined {
  return ageWith(world, (cwd, id) => findTranscript(world.env, cwd, id)?.path)(session);
}

/** Like `transcriptAge`, for many sessions: reads each folder and each settings file once. */
export function transcriptAges(world: World): (session: Session) => TranscriptAge | undefined {
  return ageWith(world, indexTranscripts(world.env));
}

function ageWith(
  world: World,
  find: (cwd: string, sessionId: string) => string | undefined,
): (session: Session) => TranscriptAge | undefined {
  const config = world.store.config.getIfWhole();
  const now = world.now().getTime();
  const periods = new Map<string, number>();
  const periodOf = (cwd: string, settings: string | undefined) => {
    const key = `${cwd}\0${settings ?? ''}`;
    const days = periods.get(key) ?? cleanupPeriodDays({ env: world.env, cwd, settings });
    periods.set(key, days);
    return days;
  };
  return (session) => {
    const path = session.state === 'recorded' ? undefined : find(session.cwd, session.sessionId);
    const stats = path === undefined ? undefined : statOf(path);
    if (path === undefined || !stats) return undefined;
    const period = periodOf(session.cwd, claudeSettingsOf(session, config));
    return { path, size: stats.size, expiresInDays: period - (now - stats.mtimeMs) / day, cleanupPeriodDays: period };
  };
}

/** The `settings` of the session, if the files that have them can be read. */
function claudeSettingsOf(session: Session, config: Config | undefined): string | undefined {
  return resolveSetting('settings', { session, config }, 'lenient')?.value;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
