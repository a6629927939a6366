import type { TranscriptAge } from '../core/age.ts';
import type { TagChanges } from '../core/annotations.ts';
import type { Config } from '../core/config.ts';
import type { ConversationLabels, Exchange } from '../core/conversation.ts';
import type { Selection } from '../core/listing.ts';
import { type ResolvedSettings, resolveSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import type { KeptSettings, SettingChanges } from '../core/settings.ts';
import { resolveDirectory } from '../turn/directory.ts';
import type { World } from '../turn/world.ts';
import type { History, HistorySelection } from './history.ts';
import { EventLog } from './log.ts';
import type { HoldOptions } from './options.ts';
import type { DamagedSession, Forest, Overview } from './overview.ts';
import { type Paths, pathsOf } from './paths.ts';
import type { ChangedSettings, ChangeOptions, SettingPlace } from './places.ts';
import { listVault, type PruneOptions, pruneVault, type VaultCopy, type VaultEntry } from './vault.ts';

/** Reads and changes what chorus keeps. Nothing here runs a turn, and no change but that of a `cwd` waits for one. */
export class SessionLibrary {
  /** @internal */
  protected readonly world: World;

  /** @internal */
  constructor(world: World) {
    this.world = world;
  }

  /** All sessions, the last used first. Files that cannot be read are left out; `listAll` names them. */
  list(): Session[] {
    return this.listAll().sessions;
  }

  /** All sessions, the last used first, and the files that cannot be read. */
  listAll(): { sessions: Session[]; damaged: DamagedSession[] } {
    return this.world.store.sessions.list();
  }

  /** The selected sessions (default: all), the last used first, each with the age of its transcript and whether the vault has a copy. */
  async overview(selection: Partial<Selection> = {}): Promise<Overview> {
    return (await import('./overview.ts')).takeOverview(this.world, selection);
  }

  /** The trees of forks; with a name, only the tree that contains this session. */
  async tree(name?: string): Promise<Forest> {
    if (name !== undefined) await this.get(name);
    return (await import('./overview.ts')).showForest(this.world, name);
  }

  /** @throws ChorusError `session-not-found` */
  get(name: string): Promise<Session> {
    return this.world.store.sessions.get(name);
  }

  /** Whether a session has this name, even if its file is damaged. */
  has(name: string): boolean {
    return this.world.store.sessions.has(name);
  }

  /** The session because of which no new one can have this name: names must differ by more than case. Undefined if the name is free. */
  nameTakenBy(name: string, renamed?: string): string | undefined {
    return this.world.store.sessions.takenBy(name, renamed);
  }

  /** The session last used in a directory (default: `cwd` of this chorus). Undefined if there is none. */
  lastUsedIn(cwd = '.'): Session | undefined {
    return this.world.store.sessions.lastUsedIn(this.realPath(cwd));
  }

  /** The session that a fork was made from, under its current name. Undefined if it was removed or this is no fork. */
  async parentOf({ parent }: Session): Promise<Session | undefined> {
    if (!parent) return undefined;
    return (await import('./kinship.ts')).findParent(parent, this.world.store.sessions);
  }

  /** Claude's transcript of a session, and how long Claude will keep it. Undefined if there is none. */
  async transcriptAge(session: Session): Promise<TranscriptAge | undefined> {
    return (await import('./transcript-age.ts')).transcriptAge(this.world, session);
  }

  /** The title and the tag of a session's conversation in Claude's own picker. Undefined if there is nothing to read. */
  async labels(session: Session): Promise<ConversationLabels | undefined> {
    return (await import('./labels.ts')).labelsOf(this.world, session);
  }

  /**
   * The conversation of a session, from Claude's transcript, or from the vault's copy if the transcript is gone, cut or unreadable.
   * @throws ChorusError `transcript-gone`, `file-unreadable`
   */
  async history(name: string, selection: HistorySelection = 'all'): Promise<History> {
    const session = await this.get(name);
    return (await import('./history.ts')).readHistory(this.world, session, selection);
  }

  /** The last prompt of a session and its answer. Undefined if there is nothing to read. */
  async recall(session: Session): Promise<Exchange | undefined> {
    return (await import('./recall.ts')).recallLast(this.world, session);
  }

  /** Every setting that a resume would use, with its origin. @throws ChorusError `invalid-setting`, `profile-not-found` */
  async settings(name: string): Promise<ResolvedSettings> {
    return resolveSettings({ session: await this.get(name), config: this.config() });
  }

  /**
   * Changes the settings of a session; `undefined` removes one. A running turn goes on as it was; the next one has the change. A new `cwd`
   * moves the conversation to that directory, and waits for a running turn.
   * @throws ChorusError `invalid-setting`, `unknown-setting`
   */
  async set(name: string, changes: SettingChanges, options: HoldOptions = {}): Promise<Session> {
    return (await import('./places.ts')).changeSessionSettings(this.world, name, changes, options);
  }

  /** Gives a session a profile; null removes it. @throws ChorusError `profile-not-found` */
  async setProfile(name: string, profile: string | null): Promise<Session> {
    if (profile !== null) this.profile(profile);
    return this.world.store.sessions.update(name, () => ({ profile }));
  }

  /** The settings kept in one place, unknown keys included; `{}` if there is no such session or profile yet. */
  async settingsAt(place: SettingPlace): Promise<KeptSettings> {
    return (await import('./places.ts')).settingsAt(this.world, place);
  }

  /**
   * Changes the settings of a session, of a profile (which is created if needed) or the defaults; `undefined` removes one.
   * @throws ChorusError `invalid-setting`, `unknown-setting`, `session-not-found`, `profile-not-found`
   */
  async changeSettingsAt(place: SettingPlace, changes: SettingChanges, options: ChangeOptions = {}): Promise<ChangedSettings> {
    return (await import('./places.ts')).changeSettingsAt(this.world, place, changes, options);
  }

  /** Defaults and profiles. @throws ChorusError `file-damaged`, `later-version` */
  config(): Config {
    return this.world.store.config.get();
  }

  /** The settings of a profile. @throws ChorusError `profile-not-found` */
  profile(name: string): KeptSettings {
    return this.world.store.config.profile(name);
  }

  /** Gives a session tags, and removes tags. @throws ChorusError `invalid-tag`, `tag-not-found` */
  async tag(name: string, changes: TagChanges): Promise<Session> {
    return (await import('./sessions.ts')).changeTagsOf(this.world, name, changes);
  }

  /** Sets the note of a session; null removes it. @throws ChorusError `invalid-note` */
  async note(name: string, text: string | null): Promise<Session> {
    return (await import('./sessions.ts')).changeNoteOf(this.world, name, text);
  }

  /** The copies of transcripts in the vault, the largest first. */
  vault(): VaultEntry[] {
    return listVault(this.world.store);
  }

  /** Removes the copies that no session needs. @returns those that were removed, or would be. @throws ChorusError `file-damaged` */
  pruneVault(options: PruneOptions = {}): VaultEntry[] {
    return pruneVault(this.world.store, options);
  }

  /** The vault's latest copy of a session's transcript. */
  copyOf({ sessionId }: Session): Pick<VaultCopy, 'path' | 'size' | 'savedAt'> | undefined {
    return this.world.store.vault.copyOf(sessionId);
  }

  /** The log of all turns. */
  get log(): EventLog {
    return new EventLog(this.world.store);
  }

  get paths(): Paths {
    return pathsOf(this.world.store);
  }

  /** Resolves a path against `cwd` of this chorus, and its symbolic links, as the `cwd` of sessions is. */
  realPath(path = '.'): string {
    return resolveDirectory(this.world.cwd, path);
  }
}
