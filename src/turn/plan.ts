import { ageInDays } from '../core/age.ts';
import type { Session } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';

export interface TurnPlanInput {
  session: Session;
  settings: Settings;
  now: Date;
  /** The transcript of the conversation that the turn would continue (the parent's, for a fork that never began), as it is now. */
  transcript: 'there' | 'empty' | 'absent' | 'incomplete';
  /** How many records the vault has that the transcript lacks, if it is `incomplete`. */
  missing?: number | undefined;
  /** What a first turn that was ended too early left in its own transcript. */
  left: 'nothing' | 'prompt' | 'answer';
  /** The release can neither resume nor start an id whose first turn was killed. */
  wedgesKilledStart: boolean;
  /** Whether a fresh conversation was asked for. */
  fresh: boolean;
  /** Whether this call asks for another model than the last turn used. */
  modelChanged: boolean;
}

export type TurnPlan =
  /** `anew`: the first turn is repeated under a new id, because the old one cannot be used. */
  | { kind: 'start' | 'fork'; anew: boolean }
  | { kind: 'resume' }
  | { kind: 'restart'; reason: 'asked' | 'expired' | 'gone' | 'model-changed' }
  /** Nothing may be sent: the transcript is gone, or a person has to say whether the missing records belong to it. */
  | { kind: 'gone' }
  | { kind: 'incomplete'; missing: number };

export const restartReasons = {
  asked: 'a fresh conversation, as asked',
  expired: 'expired: older than maxAgeDays',
  gone: 'its transcript is gone',
  'model-changed': 'the model changed',
} as const satisfies Record<Extract<TurnPlan, { kind: 'restart' }>['reason'], string>;

/** What a turn must do with its conversation. A conversation whose transcript chorus never saw does not count as gone: Claude is asked. */
export function planTurn(input: TurnPlanInput): TurnPlan {
  const { session, settings } = input;
  if (input.fresh) return session.state === 'recorded' && !session.parent ? start : { kind: 'restart', reason: 'asked' };
  if (session.state === 'recorded' && !session.parent) return start;
  if (session.state === 'starting') return planKilledStart(input);
  const isOld = ageInDays(session, input.now) > Number(settings.maxAgeDays);
  if (settings.expiry === 'by-age' && isOld && session.state === 'active') return { kind: 'restart', reason: 'expired' };
  const isGone = (input.transcript === 'absent' || input.transcript === 'empty') && session.transcriptSeen;
  if (isGone && isOld) return { kind: 'restart', reason: 'expired' };
  if (isGone) return settings.onGone === 'fresh' ? { kind: 'restart', reason: 'gone' } : { kind: 'gone' };
  if (input.transcript === 'incomplete') return { kind: 'incomplete', missing: input.missing ?? 0 };
  if (input.modelChanged && settings.onModelChange === 'fresh') return { kind: 'restart', reason: 'model-changed' };
  return session.state === 'recorded' ? { kind: 'fork', anew: false } : { kind: 'resume' };
}

/** Whether the turn continues an existing conversation. */
export function goesOn(kind: TurnPlan['kind']): boolean {
  return kind === 'resume' || kind === 'fork';
}

/** Whether the turn sends nothing. */
export function isUnsent(kind: TurnPlan['kind']): kind is 'gone' | 'incomplete' {
  return kind === 'gone' || kind === 'incomplete';
}

const start = { kind: 'start', anew: false } as const;

/** `claude` was started for the first turn, and nothing of it was seen to be kept: it was most likely killed. */
function planKilledStart({ session, transcript, left, wedgesKilledStart }: TurnPlanInput): TurnPlan {
  const kind = session.parent ? 'fork' : 'start';
  if (transcript === 'absent') return { kind, anew: false };
  if (left === 'answer' || (left === 'prompt' && !wedgesKilledStart)) return { kind: 'resume' };
  return { kind, anew: true };
}
