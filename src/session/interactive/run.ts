import type { Session } from '../session.ts';

/**
 * An interactive run as it is written down before it begins: all that is needed to judge it when it is over, by another call too,
 * should this one be killed.
 */
export interface InteractiveRun {
  /** ISO 8601. */
  startedAt: string;
  plan: 'start' | 'restart' | 'resume' | 'fork';
  /** Why it is a fresh conversation, where it is one under an old name. */
  restarted: string | null;
  /** Null where the release chooses the id. */
  expectedId: string | null;
  /** The transcript that it goes on in, as it was before; null where there was none. */
  before: { path: string; size: number } | null;
  /** Whether the session's tip was where that transcript ended. */
  endsAtTip: boolean;
  restored: boolean;
  asked: { model?: string | undefined; permissionMode?: string | undefined };
  claude: { release: string | null; path: string; argv: string[] };
  keepsCopy: boolean;
  promptSnapshot: Session['promptSnapshot'];
}

/** How the process ended, where chorus saw it. */
export interface InteractiveEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  /** The signal that asked chorus to end, and was passed on. */
  interruptedBy: NodeJS.Signals | undefined;
}

export function isInteractiveRun(value: unknown): value is InteractiveRun {
  if (typeof value !== 'object' || value === null) return false;
  const { startedAt, plan, claude, asked } = value as Partial<Record<keyof InteractiveRun, unknown>>;
  const isTime = typeof startedAt === 'string' && !Number.isNaN(Date.parse(startedAt));
  return isTime && typeof plan === 'string' && typeof claude === 'object' && claude !== null && typeof asked === 'object' && asked !== null;
}
