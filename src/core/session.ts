import type { KeptSettings } from './settings.ts';

/** The last assistant record that chorus saw: what the next turn must descend from. */
export interface Tip {
  /** The record's `uuid` in the transcript. */
  uuid: string;
  /** The API's `message.id`: kept where a release copies a conversation under new uuids (1.0.60 – 1.0.110). */
  messageId: string;
}

export interface Parent {
  name: string;
  sessionId: string;
  /** The parent's tip at the time of the fork; null when chorus had not seen one. */
  at: Tip | null;
}

export interface LastTurn {
  model?: string | undefined;
  /** The model as it was asked for (an alias, say), to tell a change of the pin from a change of the alias. */
  askedModel?: string | undefined;
  permissionMode?: string | undefined;
  /** Tokens that the last request carried and produced: what the next one has to read. */
  contextTokens?: number | undefined;
  /** How many the model can read, where Claude told it for certain. */
  contextWindow?: number | undefined;
  release?: string | undefined;
  verdict?: string | undefined;
  /** Claude's running sum in USD, where its `total_cost_usd` is one (2.1.280 and later). */
  cumulativeCostUsd?: number | undefined;
}

export interface Totals {
  turns: number;
  costUsd: number;
  tokens: { input: number; output: number; cacheRead: number; cacheCreation: number };
}

/**
 * How far the conversation is: `recorded`, nothing was sent yet; `starting`, `claude` was started on its first turn and did not yet
 * prove that it began; `active`, it exists.
 */
export type SessionState = 'recorded' | 'starting' | 'active';

/** A named conversation, as `sessions/<name>.json` keeps it. Times are ISO 8601. Keys that chorus does not know survive. */
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
  /** The id under which a turn goes on, while its end was not seen: only where the release chooses it. */
  movingTo?: string | undefined;
  tip: Tip | null;
  /** Where the conversation began: its first record, and its first answer. A turn that descends from it and not from the tip is from an older point. */
  root: Tip | null;
  last: LastTurn | null;
  totals: Totals;
  state: SessionState;
  /** Whether a transcript of this conversation was ever seen: only then can it be told to be gone. */
  transcriptSeen: boolean;
  /** The system prompt that the release recorded with the conversation; `off` once it was changed, from then on. */
  promptSnapshot: { digest: string; mode: 'on' | 'off' } | null;
}

export interface NewSession {
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

/** What belongs to the conversation, and not to the name: what its start, or its first turn, writes. */
export function conversationOf(session: Session): Partial<Session> {
  const { sessionId, createdAt, formerIds, movingTo, parent, tip, root, last, state, transcriptSeen, promptSnapshot } = session;
  return { sessionId, createdAt, formerIds, movingTo, parent, tip, root, last, state, transcriptSeen, promptSnapshot };
}

/** `session` under a new conversation: what belongs to the old one is put aside, the name and its settings stay. */
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
    promptSnapshot: null,
  };
}
