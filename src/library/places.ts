import { quirksOf } from '../claude/call/releases.ts';
import type { Config } from '../core/config.ts';
import { checkName } from '../core/names.ts';
import { profileOf, resolveSetting } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { applyChanges, checkChanges } from '../core/setting-changes.ts';
import type { KeptSettings, SettingChanges, SettingKey } from '../core/settings.ts';
import { chorusError } from '../errors.ts';
import { checkGivenDirectory, resolveDirectory } from '../turn/directory.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions } from './options.ts';

/** Where settings are kept: with a session, in a profile, or as the defaults. */
export type SettingPlace = { session: string } | { profile: string } | 'defaults';

/** The settings kept in a place, unchecked. `{}` if there is no such session or profile yet. @throws ChorusError `file-damaged` */
export function settingsAt({ store }: World, place: SettingPlace): KeptSettings {
  if (place !== 'defaults' && 'session' in place) return store.sessions.read(place.session)?.settings ?? {};
  return configAt(store.config.get(), place);
}

/** A change of `cwd` waits for a running turn, since it moves the transcript. */
export interface ChangeOptions extends HoldOptions {
  /** The session's profile from now on; null for none. */
  profile?: string | null | undefined;
  /** Returns what it would do. Writes nothing. */
  isDryRun?: boolean | undefined;
}

/** The settings of a place before and after a change; those of a session with its `cwd` and its `profile`, if it has one. */
export interface ChangedSettings {
  before: KeptSettings;
  after: KeptSettings;
}

/** Changes the settings of a place; creates the profile if needed. @throws ChorusError `invalid-setting`, `unknown-setting`, `session-not-found` */
export async function changeSettingsAt(
  world: World,
  place: SettingPlace,
  changes: SettingChanges,
  options: ChangeOptions = {},
): Promise<ChangedSettings> {
  if (place !== 'defaults' && 'session' in place) {
    const { before, after } = await changeSession(world, place.session, changes, options);
    return { before: placeOf(before), after: placeOf(after) };
  }
  checkChanges(changes);
  const { config } = world.store;
  if (place !== 'defaults') checkName(place.profile, 'profile name');
  let before: Config | undefined;
  const change = (current: Config) => {
    before = current;
    return changeConfig(current, place, changes);
  };
  const after = options.isDryRun ? change(config.get()) : await config.update(change);
  const at = (state: Config | undefined) => (state ? configAt(state, place) : {});
  return { before: at(before), after: at(after) };
}

export async function changeSessionSettings(world: World, name: string, changes: SettingChanges, options: HoldOptions): Promise<Session> {
  return (await changeSession(world, name, changes, options)).after;
}

async function changeSession(
  world: World,
  name: string,
  changes: SettingChanges,
  options: ChangeOptions,
): Promise<{ before: Session; after: Session }> {
  const { store, cwd: base } = world;
  const { profile, isDryRun } = options;
  const { cwd, ...rest } = changes;
  checkChanges(rest);
  if (cwd !== undefined && (typeof cwd !== 'string' || cwd === ''))
    throw chorusError('invalid-setting', 'cwd must be a path', 'Example: set(name, { cwd: "/srv/shop" })');
  const moved = cwd === undefined ? {} : { cwd: resolveDirectory(base, cwd) };
  if (moved.cwd !== undefined) checkGivenDirectory(moved.cwd);
  if (typeof profile === 'string') profileOf(store.config.get(), profile);
  const change = (session: Session): Partial<Session> => {
    const current = profile === undefined ? session : { ...session, profile };
    const settings = applyChanges(
      {
        where: `session ${JSON.stringify(name)}`,
        settings: current.settings,
        listBelow: (key) => {
          const below = { session: { ...current, settings: {} }, config: store.config.get() };
          return asList(resolveSetting(key as SettingKey, below, 'lenient')?.value);
        },
      },
      rest,
    );
    return { profile: current.profile, ...moved, settings };
  };
  let before = await store.sessions.get(name);
  const planned = { before, after: { ...before, ...change(before) } };
  if (isDryRun) return planned;
  const write = () =>
    store.sessions.update(name, (current) => {
      before = current;
      return change(current);
    });
  const after = moved.cwd === undefined ? await write() : await whileMoving(world, name, moved.cwd, options, write);
  return { before, after };
}

/** Moves the conversation of a session to another directory, and then writes the session, while no turn can run. */
async function whileMoving(world: World, name: string, cwd: string, options: HoldOptions, write: () => Promise<Session>): Promise<Session> {
  const { hold, releaseIn } = await import('../turn/flow.ts');
  const { moveConversation } = await import('../turn/relocation.ts');
  // Only where a name can be written in two ways do the releases differ.
  const release = cwd === cwd.normalize('NFC') ? undefined : await releaseIn(world, cwd);
  const { onWait, onLeftBehind } = options.observer ?? {};
  const lock = await hold(world, name, 'set', { wait: options.wait }, { onWait, onLeftBehind });
  try {
    moveConversation(world, await world.store.sessions.get(name), cwd, quirksOf(release));
    return await write();
  } finally {
    lock.release();
  }
}

function changeConfig(current: Config, place: ConfigPlace, changes: SettingChanges): Config {
  const settings = configAt(current, place);
  if (place === 'defaults')
    return { ...current, defaults: applyChanges({ where: 'the defaults', settings, listBelow: () => [] }, changes) };
  const where = `profile ${JSON.stringify(place.profile)}`;
  const changed = applyChanges({ where, settings, listBelow: (key) => asList(current.defaults[key]) }, changes);
  return { ...current, profiles: { ...current.profiles, [place.profile]: changed } };
}

type ConfigPlace = Exclude<SettingPlace, { session: string }>;

function configAt(config: Config, place: ConfigPlace): KeptSettings {
  return place === 'defaults' ? config.defaults : profileIn(config, place.profile);
}

function placeOf({ settings, cwd, profile }: Session): KeptSettings {
  return { ...settings, cwd, ...(profile === null ? {} : { profile }) };
}

function asList(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}

function profileIn({ profiles }: Config, name: string): KeptSettings {
  return (Object.hasOwn(profiles, name) ? profiles[name] : undefined) ?? {};
}
