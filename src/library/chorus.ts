import { resolve } from 'node:path';
import type { Adoption } from '../core/adoption.ts';
import type { TranscriptAge } from '../core/age.ts';
import type { TagChanges } from '../core/annotations.ts';
import type { Config } from '../core/config.ts';
import type { Exchange, KeptConversation } from '../core/conversation.ts';
import type { Selection } from '../core/listing.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { type ResolvedSettings, resolveSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { checkSettings } from '../core/setting-values.ts';
import type { KeptSettings, SettingChanges, Settings } from '../core/settings.ts';
import { resolveDirectory } from '../turn/directory.ts';
import { Turn } from '../turn/turn-iterator.ts';
import type { World } from '../turn/world.ts';
import type { History, HistorySelection } from './history.ts';
import { EventLog } from './log.ts';
import type { Observer } from './observer.ts';
import type {
  AdoptOptions,
  ContinueOptions,
  ForkOptions,
  HoldOptions,
  OpenOptions,
  RemoveOptions,
  StartOptions,
  Watched,
} from './options.ts';
import type { DamagedSession, Forest, Overview } from './overview.ts';
import type { SettingPlace } from './places.ts';
import type { TurnPreview } from './turn-preview.ts';
import type { PreviewRequest } from './turns.ts';
import { listVault, type PruneOptions, pruneVault, type VaultEntry } from './vault.ts';

/** Where chorus keeps things: absolute paths. */
export interface Paths {
  home: string;
  /** `config.json`. */
  config: string;
  /** The folder of the sessions. */
  sessions: string;
  /** `log.jsonl`. */
  log: string;
  /** The folder of the copies of transcripts. */
  vault: string;
}

/**
 * Named conversations with Claude Code. The command line is built on this, and on nothing else.
 *
 * A turn starts when it is first awaited or iterated: `await` gives its {@link TurnOutcome}; `for await` gives Claude's messages as
 * they come and, last, `{ type: 'chorus', subtype: 'turn', … }` with the same object. A turn that fails still has an outcome, whose
 * `exitCode` is that of the command line; a {@link ChorusError} is thrown for what kept it from being run. Tell errors apart by
 * their `code`. Every method that names a session throws `session-not-found` where there is none, and `file-damaged` or
 * `file-unreadable` where its file cannot be read.
 */
export class Chorus {
  readonly #world: World;

  /** @internal */
  constructor(world: World) {
    this.#world = world;
  }

  /** Starts a conversation under a new name. Everything in `settings` is kept with it. @throws ChorusError `name-taken`, `invalid-name`, `invalid-setting` */
  start(name: string, prompt: string, options: StartOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => (await turns()).start(world, name, prompt, checked(options), observer));
  }

  /** Goes on with a conversation. `settings` hold for this call, unless `save`. @throws ChorusError `busy`, `budget-spent`, `invalid-setting` */
  resume(name: string, prompt: string, options: ContinueOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => (await turns()).resume(world, name, prompt, checked(options), observer));
  }

  /**
   * Opens a conversation for a person, at the terminal of this process: Claude itself, with all its settings. The outcome says, when
   * it is over, which conversation the session has now.
   */
  async open(name: string, options: OpenOptions = {}): Promise<TurnOutcome> {
    return (await turns()).resume(this.#world, name, undefined, checked(options), options.observer ?? {});
  }

  /** Branches a conversation from where it is now; the original is untouched. `settings` are kept with the branch, above those of the original. @throws ChorusError `nothing-to-fork`, `name-taken` */
  fork(from: string, name: string, prompt: string, options: ForkOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => (await turns()).fork(world, { from, name, prompt }, checked(options), observer));
  }

  /** Records a session without a turn; its first turn comes with its first `resume`. @throws ChorusError `name-taken`, `invalid-name` */
  async record(name: string, options: StartOptions = {}): Promise<Session> {
    return (await turns()).record(this.#world, name, checked(options), options.observer ?? {});
  }

  /**
   * Records a branch from where `from` is now; it becomes a conversation with its first `resume`, even if `from` has moved on by then.
   * @throws ChorusError `nothing-to-fork`, `name-taken`
   */
  async recordFork(from: string, name: string, options: ForkOptions = {}): Promise<Session> {
    return (await turns()).recordFork(this.#world, from, name, checked(options), options.observer ?? {});
  }

  /** What a turn would run. Starts nothing, writes nothing. @throws ChorusError for everything that would keep the turn from being run. */
  async preview(request: PreviewRequest): Promise<TurnPreview> {
    checked(request.options ?? {});
    return (await turns()).preview(this.#world, request);
  }

  /** The conversations that Claude has and no session: those of the directory, or `all` of them. The last used comes first. */
  async adoptable(options: { all?: boolean | undefined } = {}): Promise<KeptConversation[]> {
    return (await import('./adoptable.ts')).listAdoptable(this.#world, options);
  }

  /**
   * A conversation that no session has, by its id, the beginning of it, or the path of its transcript.
   * @throws ChorusError `conversation-not-found`, `conversation-ambiguous`, `conversation-taken`
   */
  async findAdoptable(query: string): Promise<KeptConversation> {
    return (await import('./adoptable.ts')).findAdoptable(this.#world, query);
  }

  /** Gives a conversation that chorus did not start a name. `settings` are kept with it, above those that its transcript tells. @throws ChorusError as `findAdoptable`, `name-taken` */
  async adopt(conversation: string, name: string, options: AdoptOptions = {}): Promise<Adoption> {
    const { adopt } = await import('./adoption.ts');
    return adopt(this.#world, conversation, name, checked(options));
  }

  /** A name that no session has, from a conversation's title or first prompt. */
  async proposeName(conversation: Pick<KeptConversation, 'title' | 'firstPrompt'>): Promise<string> {
    return (await import('./name-proposal.ts')).proposeName(conversation, (name) => this.has(name));
  }

  /** All sessions, the last used first. Files that cannot be read are left out; `listAll` names them. */
  list(): Session[] {
    return this.listAll().sessions;
  }

  /** All sessions, the last used first, and the files that cannot be read. */
  listAll(): { sessions: Session[]; damaged: DamagedSession[] } {
    return this.#world.store.sessions.list();
  }

  /** Sessions, the last used first, each with the age of its transcript and whether the vault has a copy. Without a selection all. */
  async overview(selection: Partial<Selection> = {}): Promise<Overview> {
    return (await import('./overview.ts')).takeOverview(this.#world, selection);
  }

  /** The trees of forks; with a name only the tree that this session is in. */
  async tree(name?: string): Promise<Forest> {
    if (name !== undefined) await this.get(name);
    return (await import('./overview.ts')).growForest(this.#world, name);
  }

  /** @throws ChorusError `session-not-found` */
  get(name: string): Promise<Session> {
    return this.#world.store.sessions.get(name);
  }

  /** Whether there is a session of this name, damaged or not. */
  has(name: string): boolean {
    return this.#world.store.sessions.has(name);
  }

  /** The session last used in a directory; without one, in the directory of this chorus. Undefined where none was. */
  lastUsedIn(cwd = '.'): Session | undefined {
    return this.#world.store.sessions.lastUsedIn(this.realPath(cwd));
  }

  /** The session that a fork was made from, under whatever name it has now. Undefined where it was removed, or this is no fork. */
  async parentOf({ parent }: Session): Promise<Session | undefined> {
    if (!parent) return undefined;
    return (await import('./kinship.ts')).findParent(parent, this.#world.store.sessions);
  }

  /** The transcript that Claude has of a session, and how long it will keep it. Undefined where there is none. */
  async transcriptAge(session: Session): Promise<TranscriptAge | undefined> {
    return (await import('./transcript-age.ts')).transcriptAge(this.#world, session);
  }

  /**
   * What was said in a session's conversation, from Claude's transcript, or from the vault's copy where that is gone, cut or cannot be read.
   * @throws ChorusError `transcript-gone`, `file-unreadable`
   */
  async history(name: string, selection: HistorySelection = 'all'): Promise<History> {
    const session = await this.get(name);
    return (await import('./history.ts')).readHistory(this.#world, session, selection);
  }

  /** The last prompt of a session and its answer. Undefined where there is nothing to read. */
  async recall(session: Session): Promise<Exchange | undefined> {
    return (await import('./recall.ts')).recallLast(this.#world, session);
  }

  /** Every setting that a resume would use, with its origin. @throws ChorusError `invalid-setting`, `profile-not-found` */
  async settings(name: string): Promise<ResolvedSettings> {
    return resolveSettings({ session: await this.get(name), config: this.#world.store.config.get() });
  }

  /**
   * Changes settings that are kept with a session; `undefined` takes one away. Works while a turn runs, and holds from the next one on.
   * @throws ChorusError `invalid-setting`, `unknown-setting`
   */
  async set(name: string, changes: SettingChanges): Promise<Session> {
    return (await import('./places.ts')).changeSessionSettings(this.#world, name, changes);
  }

  /** Gives a session a profile, or takes it away. @throws ChorusError `profile-not-found` */
  async setProfile(name: string, profile: string | null): Promise<Session> {
    if (profile !== null) this.profile(profile);
    return this.#world.store.sessions.update(name, () => ({ profile }));
  }

  /** The settings that are kept in one place, as its file has them, unknown keys included; `{}` where there is no such session or profile yet. */
  async settingsAt(place: SettingPlace): Promise<KeptSettings> {
    return (await import('./places.ts')).settingsAt(this.#world, place);
  }

  /**
   * Changes settings in one place: a session, a profile (which is made if it is not there) or the defaults; `undefined` takes one away.
   * @throws ChorusError `invalid-setting`, `unknown-setting`, `session-not-found`
   */
  async changeSettingsAt(place: SettingPlace, changes: SettingChanges): Promise<void> {
    await (await import('./places.ts')).changeSettingsAt(this.#world, place, changes);
  }

  /** Defaults and profiles. @throws ChorusError `file-damaged`, `later-version` */
  config(): Config {
    return this.#world.store.config.get();
  }

  /** The settings of a profile. @throws ChorusError `profile-not-found` */
  profile(name: string): KeptSettings {
    return this.#world.store.config.profile(name);
  }

  /** Where chorus keeps things. */
  get paths(): Paths {
    const { home, config, log, vault } = this.#world.store;
    return { home, config: config.path, sessions: resolve(home, 'sessions'), log: log.path, vault: vault.path };
  }

  /** The log of all turns. */
  get log(): EventLog {
    return new EventLog(this.#world.store);
  }

  /** A path from the directory of this chorus on, without symbolic links, as sessions have theirs; without a path the directory itself. */
  realPath(path = '.'): string {
    return resolveDirectory(this.#world.cwd, path);
  }

  /** Gives a session tags, and takes tags away. Works while a turn runs. @throws ChorusError `invalid-tag`, `tag-not-found` */
  async tag(name: string, changes: TagChanges): Promise<Session> {
    return (await import('./sessions.ts')).changeTagsOf(this.#world, name, changes);
  }

  /** Gives a session a note in place of the one it has; null takes it away. Works while a turn runs. @throws ChorusError `invalid-note` */
  async note(name: string, text: string | null): Promise<Session> {
    return (await import('./sessions.ts')).changeNoteOf(this.#world, name, text);
  }

  /** Gives a session another name. Waits for a turn that runs. @throws ChorusError `name-taken`, `invalid-name`, `busy` */
  async rename(from: string, to: string, options: HoldOptions = {}): Promise<void> {
    await (await import('./sessions.ts')).renameSession(this.#world, from, to, options);
  }

  /** Forgets the name, and with `transcript` the conversation for good. Waits for a turn that runs. @throws ChorusError `busy` */
  async remove(name: string, options: RemoveOptions = {}): Promise<void> {
    await (await import('./sessions.ts')).removeSession(this.#world, name, options);
  }

  /** The copies of transcripts that are kept, the largest first. */
  vault(): VaultEntry[] {
    return listVault(this.#world.store);
  }

  /** Removes the copies that no session needs. @returns those that were removed, or would be. @throws ChorusError `file-damaged` */
  pruneVault(options: PruneOptions = {}): VaultEntry[] {
    return pruneVault(this.#world.store, options);
  }

  /** The vault's latest copy of a session's transcript: its path, its size in bytes, and when it was made. */
  copyOf({ sessionId }: Session): { path: string; size: number; savedAt: Date } | undefined {
    return this.#world.store.vault.copyOf(sessionId);
  }

  #turn({ observer = {}, signal }: Watched, run: (world: World, observer: Observer) => Promise<TurnOutcome>): Turn {
    const world = signal ? { ...this.#world, signal, onSignal: abortAsInterrupt(signal) } : this.#world;
    return new Turn(async (onMessage) => {
      signal?.throwIfAborted();
      return run(world, onMessage ? { ...observer, onMessage } : observer);
    });
  }
}

/** What starts `claude` is loaded by the calls that do. */
function turns() {
  return import('./turns.ts');
}

function checked<T extends { settings?: Settings | undefined }>(options: T): T {
  if (options.settings) checkSettings(options.settings, 'this call');
  return options;
}

function abortAsInterrupt(signal: AbortSignal): NonNullable<World['onSignal']> {
  return (handler) => {
    const interrupt = () => handler('SIGINT');
    // A listener that is added late is not called for an abort that has already happened.
    if (signal.aborted) queueMicrotask(interrupt);
    signal.addEventListener('abort', interrupt, { once: true });
    return () => signal.removeEventListener('abort', interrupt);
  };
}
