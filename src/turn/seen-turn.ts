import type { CallCost } from '../claude/call/cost.ts';
import type { ResultMessage } from '../claude/stream/messages.ts';
import type { FollowedConversation } from '../claude/transcript/identity.ts';
import type { TracedTurn } from '../claude/transcript/lineage.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { TurnReport } from '../core/outcome.ts';
import type { Owner } from '../core/owners.ts';
import type { Tip } from '../core/session.ts';
import type { TurnEnd } from './turn-status.ts';

/**
 * What was seen of a turn that is over: the evidence that it is judged by, and all that is recorded of it. Each way of running a turn
 * produces it in its own way: `call-evidence.ts` from a stream, `interactive/run-evidence.ts` from hooks and transcripts.
 */
export interface SeenTurn {
  /** The conversation that Claude was in last, as it said itself; undefined where it never said. */
  named: FollowedConversation | undefined;
  /** False where Claude named an id that is no UUID: it is not followed, since a path is made of it. */
  isIdWellFormed: boolean;
  /** Conversations that the session may go on in, in the order in which they were entered. A headless turn enters one at most. */
  entered: readonly EnteredConversation[];
  foreign: readonly ForeignConversation[];
  /** The records of the last one. */
  traced: TracedTurn;
  /** The new tip: from the transcript, or, where there is none to read, from the stream. */
  tip: Tip | null;
  /** For a fork: whether the original got records of the fork, or lost some of its own. */
  parentChanged: boolean;
  /** A person went back to an earlier point of the conversation, and went on from there. */
  isRewound: boolean;
  /** The last result, where the turn is one that has results. */
  result: ResultMessage | undefined;
  /** Undefined where nobody saw how `claude` ended. */
  end: SeenEnd | undefined;
  /** The first bytes of the stream: what a `claude` that ended without a result had to say. */
  head: string;
  report: Omit<TurnReport, 'status'>;
  effective: EffectiveTurn;
  /** How many turns it adds to the session's sum. */
  turns: number;
  cost: CallCost;
  endedAt: Date;
}

export interface EnteredConversation extends FollowedConversation {
  /** After the turn; undefined where there is none. */
  transcript: TranscriptFile | undefined;
  /** ISO 8601; undefined where it is not known, or is that of the session. */
  createdAt: string | undefined;
}

/** A conversation that was entered, and is none of the session's. */
export interface ForeignConversation {
  sessionId: string;
  /** The session that has, or once had, it. */
  owner: Owner | undefined;
}

export interface SeenEnd extends TurnEnd {
  /** It was ended because it was silent for too long. */
  wasIdle: boolean;
  stderr: string;
}

/** What the turn really had, as far as Claude told it. */
export interface EffectiveTurn {
  model: string | undefined;
  permissionMode: string | undefined;
  cwd: string | undefined;
  release: string | undefined;
  /** Tokens that the last request carried and produced. */
  contextTokens: number | undefined;
  contextWindow: number | undefined;
}
