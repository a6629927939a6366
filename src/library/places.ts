import type { Config } from '../core/config.ts';
import { checkName } from '../core/names.ts';
import type { Session } from '../core/session.ts';
import { checkSettings } from '../core/setting-values.ts';
import type { KeptSettings, SettingChanges } from '../core/settings.ts';
import { chorusError } from '../errors.ts';
import { resolveDirectory } from '../turn/directory.ts';
import type { World } from '../turn/world.ts';

/** Where settings are kept: with a session, in a profile, or as the defaults. */
export type SettingPlace = { session: string } | { profile: string } | 'defaults';

/** The settings kept in a place, unchecked. `{}` if there is no such session or profile yet. @throws ChorusError `file-damaged` */
export function settingsAt({ store }: World, place: SettingPlace): KeptSettings {
  if (place === 'defaults') return store.config.get().defaults;
  if ('session' in place) return store.sessions.read(place.session)?.settings ?? {};
  return profileIn(store.config.get(), place.profile);
}

/** Changes the settings of a place; creates the profile if needed. @throws ChorusError `invalid-setting`, `unknown-setting`, `session-not-found` */
export async function changeSettingsAt(world: World, place: SettingPlace, changes: SettingChanges): Promise<void> {
  if (place !== 'defaults' && 'session' in place) {
    await changeSessionSettings(world, place.session, changes);
    return;
  }
  checkSettings(withoutUndefined(changes), 'this call');
  const { config } = world.store;
  if (place === 'defaults') {
    await config.update((current) => ({ ...current, defaults: withoutUndefined({ ...current.defaults, ...changes }) }));
    return;
  }
  const { profile } = place;
  checkName(profile, 'profile name');
  await config.update((current) => {
    const settings = withoutUndefined({ ...profileIn(current, profile), ...changes });
    return { ...current, profiles: { ...current.profiles, [profile]: settings } };
  });
}

export async function changeSessionSettings({ store, cwd: base }: World, name: string, changes: SettingChanges): Promise<Session> {
  const { cwd, ...rest } = changes;
  checkSettings(withoutUndefined(rest), 'this call');
  if (cwd !== undefined && (typeof cwd !== 'string' || cwd === ''))
    throw chorusError('invalid-setting', 'cwd must be a path', 'Example: set(name, { cwd: "/srv/shop" })');
  return store.sessions.update(name, (current) => ({
    ...(cwd === undefined ? {} : { cwd: resolveDirectory(base, cwd) }),
    settings: withoutUndefined({ ...current.settings, ...rest }),
  }));
}

function profileIn({ profiles }: Config, name: string): KeptSettings {
  return (Object.hasOwn(profiles, name) ? profiles[name] : undefined) ?? {};
}

function withoutUndefined(changes: Record<string, unknown>): KeptSettings {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
