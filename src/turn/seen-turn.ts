import type { CallCost } from '../claude/call/cost.ts';
import type { ResultMessage } from '../claude/stream/messages.ts';
import type { FollowedConversation } from '../claude/transcript/identity.ts';
import type { TracedTurn } from '../claude/transcript/lineage.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { HistoryEvidence } from '../claude/wholeness.ts';
import type { CachedPrefix } from '../core/cache.ts';
import type { TurnReport } from '../core/outcome.ts';
import type { Owner } from '../core/owners.ts';
import type { Basis, Tip } from '../core/session.ts';
import type { TurnEnd } from './turn-status.ts';

/**
 * What was seen of a turn that has ended: the evidence that it is judged by, and everything that is recorded. Each way of running a turn
 * produces it in its own way: `call-evidence.ts` from a stream, `interactive/run-evidence.ts` from hooks and transcripts.
 */
export interface SeenTurn {
  /** The conversation that Claude was in last, as it said itself; undefined if it never said. */
  named: FollowedConversation | undefined;
  /** False if Claude named an id that is not a UUID. Such an id is not followed, since paths are made from ids. */
  isIdWellFormed: boolean;
  /** Conversations that the session may continue in, in the order in which they were entered. A headless turn enters one at most. */
  entered: readonly EnteredConversation[];
  foreign: readonly ForeignConversation[];
  /** The records of the last one. */
  traced: TracedTurn;
  /** How much of what was said before was behind it. */
  history: HistoryEvidence;
  /** The new tip, from the transcript, or from the stream if there is no transcript to read. */
  tip: Tip | null;
  /** For a fork: whether the original got records of the fork, or lost some of its own. */
  parentChanged: boolean;
  /** Whether a person went back to an earlier point of the conversation and continued from there. */
  isRewound: boolean;
  /** The last result, if this kind of turn has results. */
  result: ResultMessage | undefined;
  /** What is missing although it ended well: without `work`, nothing happened. */
  missing: 'work' | 'text' | undefined;
  /** The output of a command that Claude carried out without the model. */
  commandOutput: string;
  /** Undefined if nobody saw how `claude` ended. */
  end: SeenEnd | undefined;
  /** The first bytes of the stream: the only words of a `claude` that ended without a result. */
  head: string;
  report: Omit<TurnReport, 'status' | 'cache'>;
  effective: EffectiveTurn;
  /** Whether the command line would have been another one for the release that answered. */
  isOtherCommand?: boolean | undefined;
  /** The number of turns that it adds to the session's total. */
  turns: number;
  cost: CallCost;
  endedAt: Date;
}

export interface EnteredConversation extends FollowedConversation {
  /** After the turn; undefined if there is none. */
  transcript: TranscriptFile | undefined;
  /** ISO 8601; undefined if unknown, or the same as the session's. */
  createdAt: string | undefined;
}

/** A conversation that was entered and does not belong to the session. */
export interface ForeignConversation {
  sessionId: string;
  /** The session that has it, or once had it. */
  owner: Owner | undefined;
}

export interface SeenEnd extends TurnEnd {
  /** Whether it was ended because it was silent for too long. */
  wasIdle: boolean;
  stderr: string;
}

/** What the turn really used, as far as Claude reported it. */
export interface EffectiveTurn {
  model: string | undefined;
  permissionMode: string | undefined;
  cwd: string | undefined;
  release: string | undefined;
  /** Input and output tokens of the last request. */
  contextTokens: number | undefined;
  contextWindow: number | undefined;
  /** See `LastTurn`. */
  basis?: Basis | undefined;
  /** See `LastTurn`. */
  prefix?: CachedPrefix | undefined;
}
