import { type ResolvedSettings, resolveSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { checkSettings } from '../core/setting-values.ts';
import type { Settings } from '../core/settings.ts';
import type { World } from './world.ts';

/** The settings of a session with their origins, checked. */
export function resolveFor(world: Pick<World, 'store'>, session: Session, call: Settings): ResolvedSettings {
  const config = world.store.config.get();
  return resolveSettings({
    call,
    session: checkSettings(session.settings, `session ${JSON.stringify(session.name)}`),
    profile: session.profile
      ? {
          name: session.profile,
          settings: checkSettings(world.store.config.profile(session.profile), `profile ${JSON.stringify(session.profile)}`),
        }
      : null,
    defaults: checkSettings(config.defaults, 'defaults'),
  });
}
