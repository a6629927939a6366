import type { Session } from './session.ts';

/**
 * An interactive run as it is recorded before it starts: everything needed to judge it afterwards, even by another call if this one is
 * killed.
 */
export interface InteractiveRun {
  /** ISO 8601. */
  startedAt: string;
  plan: 'start' | 'restart' | 'resume' | 'fork';
  /** Why it is a fresh conversation under an old name; null if it is not. */
  restarted: string | null;
  /** Null if the release chooses the id. */
  expectedId: string | null;
  /** The transcript that it continues, as it was before; null if there was none. */
  before: { path: string; size: number } | null;
  /** Sizes in bytes of the transcripts of the session's earlier conversations, by id: the records up to there are already counted. */
  formerSizes: Record<string, number>;
  /** Whether that transcript ended at the session's tip. */
  endsAtTip: boolean;
  restored: boolean;
  asked: { model?: string | undefined; permissionMode?: string | undefined };
  claude: { release: string | null; path: string; argv: string[] };
  keepsCopy: boolean;
  /** Whether that transcript had changed since the last turn; missing in journals of early versions of chorus. */
  isChanged?: boolean | undefined;
  /** Whether it is as it was when its messages were counted; missing in journals of early versions of chorus. */
  isCounted?: boolean | undefined;
  promptSnapshot: Session['promptSnapshot'];
}

/** How the process ended, if chorus saw it. */
export interface InteractiveEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  /** The signal that asked chorus to end; it was passed on to `claude`. */
  interruptedBy: NodeJS.Signals | undefined;
}
