import { resolve } from 'node:path';
import { removeTranscript } from '../claude/transcript/projects.ts';
import { realPath } from '../claude/transcript/real-path.ts';
import type { Adoption } from '../core/adoption.ts';
import { changeTags, checkNote, type TagChanges } from '../core/annotations.ts';
import type { KeptConversation } from '../core/conversation.ts';
import type { Finding } from '../core/finding.ts';
import { checkName } from '../core/names.ts';
import type { CallOptions, NewOptions, PreviewOptions, ResumeOptions } from '../core/options.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { ResolvedSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { checkSettings } from '../core/setting-values.ts';
import type { Settings } from '../core/settings.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import type { ConversationObserver } from '../turn/flow.ts';
import { resolveFor } from '../turn/layers.ts';
import type { PreparedTurn } from '../turn/prepare.ts';
import { Turn } from '../turn/turn-iterator.ts';
import type { World } from '../turn/world.ts';
import type { AdoptOptions } from './adoption.ts';
import { draftFork, draftSession } from './drafts.ts';
import { listVault, type PruneOptions, pruneVault, type VaultEntry } from './vault-use.ts';

interface Watched {
  observer?: ConversationObserver | undefined;
  /** Ends the turn as Ctrl-C does: Claude finishes cleanly. */
  signal?: AbortSignal | undefined;
}

export type HoldOptions = Pick<CallOptions, 'wait'> & Pick<Watched, 'observer'>;
export type StartOptions = NewOptions & Watched;
export type ForkOptions = NewOptions & Watched;
export type ContinueOptions = ResumeOptions & Watched;
/** A person ends it. */
export type OpenOptions = Omit<ContinueOptions, 'signal' | 'strict' | 'live'>;

/**
 * Named conversations with Claude Code. The command line is built on this, and on nothing else.
 *
 * A turn starts when it is first awaited or iterated: `await` gives its {@link TurnOutcome}; `for await` gives Claude's messages as
 * they come and, last, `{ type: 'chorus', subtype: 'turn', … }` with the same object. A turn that fails still has an outcome, whose
 * `exitCode` is that of the command line; a {@link ChorusError} is thrown for what kept it from being run.
 */
export class Chorus {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Starts a conversation under a new name. Everything in `settings` is kept with it. */
  start(name: string, prompt: string, options: StartOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => {
      const session = draftSession(world, name, checked(options));
      const { beginSession } = await conversations();
      return beginSession(world, session, prompt, { ...options, action: 'new' }, observer);
    });
  }

  /** Goes on with a conversation. `settings` hold for this call, unless `save`. */
  resume(name: string, prompt: string, options: ContinueOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => {
      const { resumeSession } = await conversations();
      return resumeSession(world, name, prompt, checked(options), observer);
    });
  }

  /**
   * Opens a conversation for a person, at the terminal of this process: Claude itself, with all that is pinned. The outcome tells, when
   * it is over, which conversation the session has now.
   */
  async open(name: string, options: OpenOptions = {}): Promise<TurnOutcome> {
    const { resumeSession } = await conversations();
    return resumeSession(this.#world, name, undefined, checked(options), options.observer);
  }

  /** Branches a conversation from where it is now; the original is untouched. `settings` are kept with the branch, above those of the original. */
  fork(from: string, name: string, prompt: string, options: ForkOptions = {}): Turn {
    return this.#turn(options, async (world, observer) => {
      const { beginSession } = await conversations();
      const session = draftFork(world, await this.#parent(from), name, checked(options));
      return beginSession(world, session, prompt, { ...options, action: 'fork' }, observer);
    });
  }

  /** Records a session whose first turn comes with its first `resume`. */
  async record(name: string, options: StartOptions = {}): Promise<Session> {
    const { recordSession } = await conversations();
    return recordSession(this.#world, draftSession(this.#world, name, checked(options)), options, options.observer);
  }

  /** Records a branch from where `from` is now; it becomes real with its first `resume`, even if `from` has moved on by then. */
  async recordFork(from: string, name: string, options: ForkOptions = {}): Promise<Session> {
    const { recordSession } = await conversations();
    const parent = await this.#parent(from);
    return recordSession(this.#world, draftFork(this.#world, parent, name, checked(options)), options, options.observer);
  }

  /** The conversations that Claude has and no session: those of the directory, or `all` of them. */
  async adoptable(options: { all?: boolean | undefined } = {}): Promise<KeptConversation[]> {
    const { listAdoptable } = await import('./adoptable.ts');
    return listAdoptable(this.#world, options);
  }

  /** The conversation of which this is the id, the beginning of it, or the path of the transcript. @throws ChorusError (2) */
  async findAdoptable(query: string): Promise<KeptConversation> {
    const { findAdoptable } = await import('./adoptable.ts');
    return findAdoptable(this.#world, query);
  }

  /** Gives a conversation that chorus did not start a name. `settings` are kept with it, above those that its transcript tells. */
  async adopt(conversation: string, name: string, options: AdoptOptions & Pick<Watched, 'observer'> = {}): Promise<Adoption> {
    const { adopt } = await import('./adoption.ts');
    return adopt(this.#world, conversation, name, checked(options), options.observer);
  }

  /** What a turn would run. Starts nothing, writes nothing. */
  async preview(
    request:
      | { action: 'new'; name: string; options?: NewOptions }
      | { action: 'resume'; name: string; options?: PreviewOptions }
      | { action: 'fork'; from: string; name: string; options?: NewOptions },
  ): Promise<PreparedTurn> {
    const world = this.#world;
    const { prepareBegin, prepareResume } = await conversations();
    if (request.action === 'resume') return prepareResume(world, request.name, checked(request.options ?? {}));
    const options = checked(request.options ?? {});
    const session =
      request.action === 'new'
        ? draftSession(world, request.name, options)
        : draftFork(world, await world.store.sessions.get(request.from), request.name, options);
    return prepareBegin(world, session, { ...options, action: request.action });
  }

  /** All sessions, the last used first. Files that can not be read are left out; the command line names them. */
  list(): Session[] {
    return this.#world.store.sessions.list().sessions;
  }

  /** @throws ChorusError (2) if there is no such session. */
  get(name: string): Promise<Session> {
    return this.#world.store.sessions.get(name);
  }

  /** The session last used in a directory. */
  lastUsedIn(cwd: string): Session | undefined {
    return this.#world.store.sessions.lastUsedIn(cwd);
  }

  /** Every setting that a resume would use, with its origin. */
  async settings(name: string): Promise<ResolvedSettings> {
    return resolveFor(this.#world, await this.get(name), {});
  }

  /** Changes settings that are kept with a session; `undefined` takes one away. Goes through while a turn runs, and holds from the next one on. */
  async set(name: string, changes: Record<string, Settings[string] | undefined>): Promise<Session> {
    const { cwd, ...rest } = changes;
    checkSettings(withoutUndefined(rest), 'this call');
    if (cwd !== undefined && (typeof cwd !== 'string' || cwd === ''))
      throw chorusError('invalid-setting', 'cwd has to be a path', 'As in: set(name, { cwd: "/srv/shop" })');
    return this.#world.store.sessions.update(name, (current) => ({
      ...(cwd === undefined ? {} : { cwd: realPath(resolve(this.#world.cwd, cwd)) }),
      settings: withoutUndefined({ ...current.settings, ...rest }),
    }));
  }

  /** Gives a session a profile, or takes it away. */
  async setProfile(name: string, profile: string | null): Promise<Session> {
    if (profile !== null) this.#world.store.config.profile(profile);
    return this.#world.store.sessions.update(name, () => ({ profile }));
  }

  /** Gives a session tags, and takes tags away. Goes through while a turn runs. */
  async tag(name: string, changes: TagChanges): Promise<Session> {
    // What is refused leaves no file behind.
    changeTags((await this.get(name)).tags, changes);
    return this.#world.store.sessions.update(name, ({ tags }) => ({ tags: changeTags(tags, changes) }));
  }

  /** Gives a session a note in place of the one it has; null takes it away. Goes through while a turn runs. */
  async note(name: string, text: string | null): Promise<Session> {
    const note = text === null ? null : checkNote(text);
    await this.get(name);
    return this.#world.store.sessions.update(name, () => ({ note }));
  }

  /** Gives a session another name. Waits for a turn that runs. */
  async rename(from: string, to: string, options: HoldOptions = {}): Promise<void> {
    checkName(to);
    await this.#holding(from, 'rename', options, () => this.#world.store.sessions.rename(from, to));
  }

  /** Forgets the name, and with `transcript` the conversation for good. Waits for a turn that runs. */
  async remove(name: string, options: HoldOptions & { transcript?: boolean | undefined } = {}): Promise<void> {
    await this.#holding(name, 'rm', options, async () => {
      const session = await this.get(name);
      await this.#world.store.sessions.remove(name);
      if (!options.transcript || session.state === 'recorded') return;
      removeTranscript(this.#world.env, session.cwd, session.sessionId);
      this.#world.store.vault.forget(session.sessionId);
    });
  }

  /** Looks at everything that chorus rests on; with `fix`, mends what it can. @throws ChorusError (7) for what it can't. */
  async examine(options: { fix?: boolean | undefined } = {}): Promise<Finding[]> {
    const { examine } = await import('../doctor/doctor.ts');
    return examine(this.#world, options);
  }

  /** The copies of transcripts that are kept. */
  vault(): VaultEntry[] {
    return listVault(this.#world.store);
  }

  /** Removes the copies that no session needs. @returns those that were removed, or would be. */
  pruneVault(options: PruneOptions = {}): VaultEntry[] {
    return pruneVault(this.#world.store, options);
  }

  /** What is to be branched, as it is now. */
  async #parent(name: string): Promise<Session> {
    await this.get(name);
    const { concludeLeft } = await conversations();
    await concludeLeft(this.#world, name, 'fork');
    return this.get(name);
  }

  /** For what takes the name away. */
  async #holding(name: string, action: string, { wait, observer = {} }: HoldOptions, work: () => Promise<void>): Promise<void> {
    await this.get(name);
    const { hold } = await conversations();
    const lock = await hold(this.#world, name, action, { wait }, observer);
    let isGone = false;
    try {
      await work();
      isGone = true;
    } finally {
      lock.release(isGone ? 'removed' : undefined);
    }
  }

  #turn({ observer = {}, signal }: Watched, run: (world: World, observer: ConversationObserver) => Promise<TurnOutcome>): Turn {
    const world = signal ? { ...this.#world, signal, onSignal: abortAsInterrupt(signal) } : this.#world;
    return new Turn(async (onMessage) => {
      signal?.throwIfAborted();
      return run(world, onMessage ? { ...observer, onMessage } : observer);
    });
  }
}

/** What starts `claude` is loaded by the calls that do. */
function conversations() {
  return import('../turn/flow.ts');
}

function checked<T extends { settings?: Settings | undefined }>(options: T): T {
  if (options.settings) checkSettings(options.settings, 'this call');
  return options;
}

function withoutUndefined(changes: Record<string, Settings[string] | undefined>): Settings {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Settings;
}

function abortAsInterrupt(signal: AbortSignal): NonNullable<World['onSignal']> {
  return (handler) => {
    const interrupt = () => handler('SIGINT');
    // An event that was is not fired again.
    if (signal.aborted) queueMicrotask(interrupt);
    signal.addEventListener('abort', interrupt, { once: true });
    return () => signal.removeEventListener('abort', interrupt);
  };
}
