import type { Session } from './session.ts';

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
  /** Bytes of the transcripts of the conversations that the session had before, by their ids: what stands there was counted. */
  formerSizes: Record<string, number>;
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

const plans: readonly unknown[] = ['start', 'restart', 'resume', 'fork'] satisfies InteractiveRun['plan'][];

/** Whether a run can be judged by it: a file that a hand, or a disk, has changed tells of none. */
export function isInteractiveRun(value: unknown): value is InteractiveRun {
  if (!isObject(value) || !isObject(value.claude) || !isObject(value.asked)) return false;
  const { startedAt, plan, restarted, expectedId, before, formerSizes, claude, asked, promptSnapshot } = value;
  return (
    isText(startedAt) &&
    !Number.isNaN(Date.parse(startedAt)) &&
    plans.includes(plan) &&
    isNullOr(isText, restarted) &&
    isNullOr(isText, expectedId) &&
    isNullOr((it) => isObject(it) && isText(it.path) && typeof it.size === 'number', before) &&
    isObject(formerSizes) &&
    Object.values(formerSizes).every((size) => typeof size === 'number') &&
    isNullOr((it) => isText(it) && /^\d+\.\d+\.\d+$/.test(it), claude.release) &&
    isText(claude.path) &&
    Array.isArray(claude.argv) &&
    [asked.model, asked.permissionMode].every((it) => it === undefined || isText(it)) &&
    isNullOr((it) => isObject(it) && isText(it.digest) && (it.mode === 'on' || it.mode === 'off'), promptSnapshot)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNullOr(is: (value: unknown) => boolean, value: unknown): boolean {
  return value === null || is(value);
}
