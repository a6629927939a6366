import type { Adoption } from '../core/adoption.ts';
import type { KeptConversation } from '../core/conversation.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import { checkSettings } from '../core/setting-values.ts';
import type { Settings } from '../core/settings.ts';
import type { Turn } from '../turn/turn-iterator.ts';
import type { KeptAll } from './keep-all.ts';
import { lazyTurn } from './lazy-turn.ts';
import type { AdoptOptions, ContinueOptions, ForkOptions, HoldOptions, OpenOptions, RemoveOptions, StartOptions } from './options.ts';
import type { RedactionReport, RedactOptions } from './redaction.ts';
import { SessionLibrary } from './session-library.ts';
import type { TurnPreview } from './turn-preview.ts';
import type { PreviewRequest } from './turns.ts';
import type { HookChange } from './vault-hook.ts';
import type { VaultChange, VaultChangeOptions } from './vault-restore.ts';

/**
 * Named conversations with Claude Code. The command line is built on this, and on nothing else.
 *
 * A turn starts when it is first awaited or iterated: `await` gives its {@link TurnOutcome}; `for await` gives Claude's messages as
 * they come and, last, `{ type: 'chorus', subtype: 'turn', … }` with the same object. A failed turn still has an outcome, whose
 * `exitCode` is that of the command line. If the turn could not be run, a {@link ChorusError} is thrown: tell errors apart by their
 * `code`. Every method that takes the name of a session throws `session-not-found` if there is none, and `file-damaged` or
 * `file-unreadable` if its file cannot be read.
 */
export class Chorus extends SessionLibrary {
  /** Starts a conversation under a new name, and keeps `settings` with it. @throws ChorusError `name-taken`, `invalid-name`, `invalid-setting` */
  start(name: string, prompt: string, options: StartOptions = {}): Turn {
    return lazyTurn(this.world, options, async (world, observer) => (await turns()).start(world, name, prompt, checked(options), observer));
  }

  /** Continues a conversation. `settings` hold for this call, unless `save`. @throws ChorusError `busy`, `budget-spent`, `invalid-setting` */
  resume(name: string, prompt: string, options: ContinueOptions = {}): Turn {
    return lazyTurn(this.world, options, async (world, observer) =>
      (await turns()).resume(world, name, prompt, checked(options), observer),
    );
  }

  /**
   * Opens a conversation for a person at the terminal of this process: Claude itself, with all settings of the session. The outcome
   * comes when Claude ends, and says which conversation the session has now.
   */
  async open(name: string, options: OpenOptions = {}): Promise<TurnOutcome> {
    return (await turns()).resume(this.world, name, undefined, checked(options), options.observer ?? {});
  }

  /**
   * Branches a conversation from where it is now; the original is untouched. `settings` are kept with the branch, above those of the
   * original. @throws ChorusError `nothing-to-fork`, `name-taken`
   */
  fork(from: string, name: string, prompt: string, options: ForkOptions = {}): Turn {
    return lazyTurn(this.world, options, async (world, observer) =>
      (await turns()).fork(world, { from, name, prompt }, checked(options), observer),
    );
  }

  /** Records a session without a turn; its first `resume` starts the conversation. @throws ChorusError `name-taken`, `invalid-name` */
  async record(name: string, options: StartOptions = {}): Promise<Session> {
    return (await turns()).record(this.world, name, checked(options), options.observer ?? {});
  }

  /**
   * Records a branch from where `from` is now. Its first `resume` starts from there, even if `from` has moved on by then.
   * @throws ChorusError `nothing-to-fork`, `name-taken`
   */
  async recordFork(from: string, name: string, options: ForkOptions = {}): Promise<Session> {
    return (await turns()).recordFork(this.world, from, name, checked(options), options.observer ?? {});
  }

  /** What a turn would run. Starts nothing, writes nothing. @throws ChorusError what the turn would throw before it starts */
  async preview(request: PreviewRequest): Promise<TurnPreview> {
    checked(request.options ?? {});
    return (await turns()).preview(this.world, request);
  }

  /** Conversations that belong to no session: those of `cwd`, or `all`. The last used comes first. */
  async adoptable(options: { all?: boolean | undefined } = {}): Promise<KeptConversation[]> {
    return (await import('./adoptable.ts')).listAdoptable(this.world, options);
  }

  /**
   * Finds a conversation that belongs to no session, by its id, the beginning of its id, or the path of its transcript.
   * @throws ChorusError `conversation-not-found`, `conversation-ambiguous`, `conversation-taken`
   */
  async findAdoptable(query: string): Promise<KeptConversation> {
    return (await import('./adoptable.ts')).findAdoptable(this.world, query);
  }

  /**
   * Gives a name to a conversation that chorus did not start. `settings` are kept with it, above those found in its transcript.
   * @throws ChorusError as `findAdoptable`, and `name-taken`
   */
  async adopt(conversation: string, name: string, options: AdoptOptions = {}): Promise<Adoption> {
    return (await import('./adoption.ts')).adopt(this.world, conversation, name, checked(options));
  }

  /** A free name, made from a conversation's title or first prompt. */
  async proposeName(
    conversation: Pick<KeptConversation, 'title' | 'firstPrompt'> & Partial<Pick<KeptConversation, 'tag'>>,
  ): Promise<string> {
    return (await import('./name-proposal.ts')).proposeName(conversation, (name) => this.nameTakenBy(name) !== undefined);
  }

  /** Renames a session, once no turn of it is running. @throws ChorusError `name-taken`, `invalid-name`, `busy` */
  async rename(from: string, to: string, options: HoldOptions = {}): Promise<void> {
    await (await import('./sessions.ts')).renameSession(this.world, from, to, options);
  }

  /**
   * Forgets a name, once no turn of it is running; with `transcript`, deletes the conversation as well.
   * @returns the session that was removed; undefined if `onlyIf` kept it.
   * @throws ChorusError `busy`
   */
  async remove(name: string, options: RemoveOptions = {}): Promise<Session | undefined> {
    return (await import('./sessions.ts')).removeSession(this.world, name, options);
  }

  /**
   * Puts the vault's copy of a conversation back as Claude's transcript; after a turn that was `truncated` or `branched`, the copy of
   * before. What stood there is put aside.
   * @param conversation the name of a session, or the id of a conversation, with or without a name.
   * @throws ChorusError `transcript-gone` if there is no copy, `conversation-not-found`, `busy`
   */
  async restore(conversation: string, options: VaultChangeOptions = {}): Promise<VaultChange> {
    return (await import('./vault-restore.ts')).restoreFromVault(this.world, conversation, options);
  }

  /**
   * Takes a transcript as it is, though the vault has records that it lacks: the next turn continues from there, and the vault follows.
   * @throws ChorusError `transcript-gone` if there is nothing to accept, `conversation-not-found`, `busy`
   */
  async accept(conversation: string, options: VaultChangeOptions = {}): Promise<VaultChange> {
    return (await import('./vault-restore.ts')).acceptTranscript(this.world, conversation, options);
  }

  /**
   * Copies what is new of every conversation of this user to the vault, with or without a name. `pruneVault` leaves these copies alone.
   * @throws ChorusError `busy` if another call does the same
   */
  async keepAll(options: HoldOptions = {}): Promise<KeptAll> {
    return (await import('./keep-all.ts')).keepAll(this.world, options);
  }

  /**
   * Puts a hook into Claude's settings that runs `vault --all` whenever a conversation ends. Other hooks stay.
   * @param program how chorus is called: absolute paths, for instance of Node and of `bin/chorus.js`.
   * @throws ChorusError `file-damaged`, `file-unwritable`; the settings are then unchanged.
   */
  async installVaultHook(program: readonly string[]): Promise<HookChange> {
    return (await import('./vault-hook.ts')).installVaultHook(this.world, program);
  }

  /** Takes the hook of `installVaultHook` out of Claude's settings; everything else stays. @throws ChorusError as `installVaultHook` */
  async uninstallVaultHook(): Promise<HookChange> {
    return (await import('./vault-hook.ts')).uninstallVaultHook(this.world);
  }

  /**
   * Takes everything that matches a regular expression out of a conversation: transcript, vault with older copies, and the files that
   * Claude and chorus keep of it. It cannot be undone. Files that could not be changed are in `failed`.
   * @param conversation the name of a session, or the id of a conversation.
   * @throws ChorusError `pattern-not-found`, `busy` while a turn runs, unless `wait` is given
   */
  async redact(conversation: string, pattern: string, options: RedactOptions = {}): Promise<RedactionReport> {
    return (await import('./redaction.ts')).redact(this.world, conversation, pattern, options);
  }
}

/** Loaded late: most calls start no turn. */
function turns() {
  return import('./turns.ts');
}

function checked<T extends { settings?: Settings | undefined }>(options: T): T {
  if (options.settings) checkSettings(options.settings, 'this call');
  return options;
}
