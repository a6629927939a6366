import type { CachedPrefix, CacheVerdict } from './cache.ts';
import type { KeptSettings } from './settings.ts';

/** The last assistant record that chorus saw: the next turn must descend from it. */
export interface Tip {
  /** The record's `uuid` in the transcript. */
  uuid: string;
  /** The API's `message.id`: it survives where a release copies a conversation under new uuids (1.0.60 – 1.0.123). */
  messageId: string;
}

export interface Parent {
  name: string;
  sessionId: string;
  /** The parent's tip at the time of the fork; null if chorus had not seen one. */
  at: Tip | null;
}

/** A file as it was when chorus last looked at it. Whoever edits it changes one of these. */
export interface FileStamp {
  /** Bytes. */
  size: number;
  /** The time of the last change, in ns since 1970: too large for a number. */
  mtimeNs: string;
  inode: string;
}

export function isSameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a !== undefined && b !== undefined && a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;
}

/** What a request depends on apart from the history: a digest of each part, by the name that people see. */
export type Basis = Record<string, string>;

export interface LastTurn {
  model?: string | undefined;
  /** The model that was requested, perhaps an alias: tells a changed setting from a changed alias. */
  askedModel?: string | undefined;
  permissionMode?: string | undefined;
  /** Tokens in the last request of the last good turn and its answer, which the next request reads again. */
  contextTokens?: number | undefined;
  /** The model's context window in tokens, if Claude reported it reliably. */
  contextWindow?: number | undefined;
  /**
   * Messages of the main chain that the next turn has to find behind it: after the last good turn, back to the newest compaction.
   * Undefined if they were not counted.
   */
  messages?: number | undefined;
  /** The transcript in which they were counted. As long as it is the same, they are not counted again. */
  counted?: FileStamp | undefined;
  basis?: Basis | undefined;
  /** What the last good turn left in the prompt cache; undefined if nothing, or unknown. */
  prefix?: CachedPrefix | undefined;
  release?: string | undefined;
  verdict?: string | undefined;
  /** How the last call ended: a turn status. It and the exit code are missing in sessions of early versions of chorus. */
  turn?: string | undefined;
  exitCode?: number | undefined;
  /** Whether the last call read what the turn before left in the prompt cache. Missing if unknown. */
  cache?: (Omit<CacheVerdict, 'status'> & { status: string }) | undefined;
  /** Claude's `total_cost_usd` in US dollars, where it is cumulative (2.1.277 and later). */
  cumulativeCostUsd?: number | undefined;
}

export interface Totals {
  /** Calls of `claude`, also those that answered nothing; an interactive run counts once. Missing in sessions of early versions. */
  calls?: number | undefined;
  /** Prompts that were answered. */
  turns: number;
  costUsd: number;
  tokens: { input: number; output: number; cacheRead: number; cacheCreation: number };
}

/**
 * `recorded`: nothing was sent yet. `starting`: `claude` was started for the first turn, and has not yet proved that the conversation
 * began. `active`: the conversation exists.
 */
export type SessionState = 'recorded' | 'starting' | 'active';

/** A named conversation, as `sessions/<name>.json` keeps it. Times are ISO 8601. Unknown keys are kept. */
export interface Session {
  name: string;
  sessionId: string;
  createdAt: string;
  lastActiveAt: string;
  cwd: string;
  settings: KeptSettings;
  profile: string | null;
  parent: Parent | null;
  tags: string[];
  note: string | null;
  formerIds: string[];
  /** The new id of the conversation while a turn's end is not known; only on releases that choose the id. */
  movingTo?: string | undefined;
  tip: Tip | null;
  /** The conversation's first record and first answer. A turn that descends from it but not from the tip is from an older point. */
  root: Tip | null;
  last: LastTurn | null;
  totals: Totals;
  state: SessionState;
  /** Whether a transcript was ever seen: only then can it count as gone. */
  transcriptSeen: boolean;
  /** The transcript after the last turn, once the vault had it; for a fork without a turn, its parent's. */
  transcriptStamp?: FileStamp | undefined;
  /** The system prompt that the release recorded with the conversation; `off` from the first change on. */
  promptSnapshot: { digest: string; mode: 'on' | 'off' } | null;
}

/** The number of calls. A session of an early version of chorus, which did not count them, had at least as many as turns. */
export function callsOf({ totals: { calls, turns } }: Pick<Session, 'totals'>): number {
  return calls ?? turns;
}

interface NewSession {
  name: string;
  sessionId: string;
  now: Date;
  cwd: string;
  settings: KeptSettings;
  profile?: string | null;
  parent?: Parent | null;
}

export function createSession({ name, sessionId, now, cwd, settings, profile = null, parent = null }: NewSession): Session {
  return {
    name,
    sessionId,
    createdAt: now.toISOString(),
    lastActiveAt: now.toISOString(),
    cwd,
    settings,
    profile,
    parent,
    tags: [],
    note: null,
    formerIds: [],
    movingTo: undefined,
    tip: null,
    root: null,
    last: null,
    totals: { turns: 0, costUsd: 0, tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 } },
    state: 'recorded',
    transcriptSeen: false,
    promptSnapshot: null,
  };
}

/** The keys that belong to the conversation rather than to the name. */
export function conversationOf(session: Session): Partial<Session> {
  const { sessionId, createdAt, formerIds, movingTo, parent, tip, root, last, state } = session;
  const { transcriptSeen, transcriptStamp, promptSnapshot } = session;
  return { sessionId, createdAt, formerIds, movingTo, parent, tip, root, last, state, transcriptSeen, transcriptStamp, promptSnapshot };
}

/** The session with a new conversation: its name and settings stay, and the old id moves to `formerIds`. */
export function restartSession(session: Session, sessionId: string, now: Date): Session {
  return {
    ...session,
    sessionId,
    createdAt: now.toISOString(),
    formerIds: [...session.formerIds, session.sessionId],
    movingTo: undefined,
    parent: null,
    tip: null,
    root: null,
    last: null,
    state: 'recorded',
    transcriptSeen: false,
    transcriptStamp: undefined,
    promptSnapshot: null,
  };
}

/** Whether the session's own transcript was seen, so that it can be gone. A fork has seen only its original's until its first turn is over. */
export function hasHadTranscript({ state, parent, transcriptSeen }: Session): boolean {
  return transcriptSeen && (state === 'active' || (state === 'starting' && parent === null));
}
