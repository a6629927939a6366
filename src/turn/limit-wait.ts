import { dirname, join } from 'node:path';
import { copyTranscript } from '../claude/transcript/copy.ts';
import { formatSpan } from '../core/durations.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { conversationOf, type Session } from '../core/session.ts';
import { exitCodes } from '../errors.ts';
import type { Lock } from '../store/lock-file.ts';
import { noteTurn } from './asked-turn.ts';
import { beginAgain } from './changes.ts';
import type { TurnObserver } from './observer.ts';
import type { PreparedTurn } from './prepare.ts';
import { exitCodeOf } from './turn-status.ts';
import type { World } from './world.ts';

/** A turn that was run and recorded. */
export interface Attempt {
  prepared: PreparedTurn;
  outcome: TurnOutcome;
}

interface Rules {
  lock: Lock;
  observer: Pick<TurnObserver, 'onLimitWait'>;
  strict: boolean;
  /** Seconds that counted towards `timeout` before the first attempt. */
  elapsed: number;
  /** Prepares the turn anew and runs it. @param elapsed seconds that count towards `timeout` already. */
  again(elapsed: number): Promise<Attempt>;
}

/**
 * Waits until the usage limit resets that a turn failed on, takes the failed attempt out of the conversation, and runs the turn again, as often as
 * the settings allow. The caller holds the session all the while.
 * @returns the outcome of the last attempt; the others are recorded as well.
 */
export async function outlastLimits(world: World, first: Attempt, rules: Rules): Promise<TurnOutcome> {
  let { prepared, outcome } = first;
  let waitedMs = 0;
  let spentMs = rules.elapsed * 1000 + outcome.turn.durationMs;
  for (;;) {
    const { usageLimit } = outcome.turn;
    if (!usageLimit || outcome.exitCode !== exitCodes.limit) return outcome;
    const from = world.now();
    const until = endOfWait(new Date(usageLimit.resetsAt), from);
    const obstacle = findObstacle(prepared, until.getTime() - from.getTime(), { waitedMs, spentMs });
    if (obstacle) return withHint(outcome, obstacle);
    rules.observer.onLimitWait?.({ until, window: usageLimit.window });
    rules.lock.noteWait(until);
    const signal = await waitUntil(world, until);
    rules.lock.noteWait(undefined);
    if (signal) return interrupted(outcome, signal, rules.strict);
    const passedMs = world.now().getTime() - from.getTime();
    waitedMs += passedMs;
    await takeBack(world, prepared);
    ({ prepared, outcome } = await rules.again((spentMs + passedMs) / 1000));
    spentMs += passedMs + outcome.turn.durationMs;
  }
}

/** In ms. Releases around 1.0.83 were seen to name a time that had passed: nobody should ask again and again. */
const shortestWait = 60_000;

function endOfWait(resetsAt: Date, now: Date): Date {
  return resetsAt > now ? resetsAt : new Date(now.getTime() + shortestWait);
}

/** Why the turn is not waited for; undefined if it is. */
function findObstacle(
  prepared: PreparedTurn,
  waitMs: number,
  { waitedMs, spentMs }: { waitedMs: number; spentMs: number },
): string | undefined {
  const { values, plan, session } = prepared;
  const { timeout, onLimitTimeout = 0 } = values;
  if (waitedMs + waitMs > onLimitTimeout * 1000)
    return `Not waited for: that is ${formatSpan(waitMs)}, and onLimitTimeout allows ${formatSpan(onLimitTimeout * 1000)}. Wait longer: chorus set ${session.name} onLimitTimeout=<time>`;
  if (timeout !== undefined && spentMs + waitMs >= timeout * 1000)
    return `Not waited for: that is ${formatSpan(waitMs)}, and timeout ends the turn after ${formatSpan(timeout * 1000)}.`;
  if (plan.kind === 'resume' && !noteTurn(prepared).before)
    return 'Not waited for: there is no transcript from which the failed prompt could be taken out.';
  return undefined;
}

function withHint(outcome: TurnOutcome, hint: string): TurnOutcome {
  return { ...outcome, hints: [...outcome.hints, hint] };
}

function interrupted(outcome: TurnOutcome, signal: NodeJS.Signals, strict: boolean): TurnOutcome {
  const exitCode = exitCodeOf({
    verdict: outcome.verdict.status,
    turn: 'interrupted',
    end: { interruptedBy: signal, signal: undefined },
    strict,
  });
  return { ...outcome, turn: { ...outcome.turn, status: 'interrupted' }, exitCode };
}

/** A computer that slept meanwhile has to notice that the time has come. In ms. */
const longestNap = 60_000;

/** @returns the signal that ended the wait before its time. */
async function waitUntil({ clock, now, onSignal }: World, until: Date): Promise<NodeJS.Signals | undefined> {
  let cancel = () => {};
  let unsubscribe: (() => void) | undefined;
  try {
    return await new Promise((resolve) => {
      const nap = () => {
        const leftMs = until.getTime() - now().getTime();
        if (leftMs <= 0) resolve(undefined);
        else cancel = clock.after(Math.min(leftMs, longestNap), nap);
      };
      unsubscribe = onSignal?.(resolve);
      nap();
    });
  } finally {
    cancel();
    unsubscribe?.();
  }
}

/**
 * Moves the session to where it was before a turn that failed. A conversation that the turn was written to goes on in a copy of what
 * was there before, under a new id, so that nothing is removed from it.
 */
async function takeBack(world: World, prepared: PreparedTurn): Promise<void> {
  const { store } = world;
  const { name, sessionId, formerIds } = await store.sessions.get(prepared.kept.name);
  const kept = { ...prepared.kept, formerIds: [...formerIds, sessionId] };
  const back = { ...kept, ...conversationBefore(world, prepared, kept, sessionId) };
  const left = new Set(back.formerIds);
  left.delete(back.sessionId);
  await store.sessions.update(name, () => conversationOf({ ...back, movingTo: undefined, formerIds: [...left] }));
}

/** @param current the id of the conversation that has the failed turn. */
function conversationBefore(world: World, prepared: PreparedTurn, kept: Session, current: string): Partial<Session> {
  switch (prepared.plan.kind) {
    case 'start':
    case 'fork':
      return beginAgain(kept, world.newId());
    case 'resume': {
      const { before } = noteTurn(prepared);
      // A release that changes ids has left the old transcript as it was.
      if (!before || current !== kept.sessionId) return {};
      const id = world.newId();
      copyTranscript(before.path, before.size, join(dirname(before.path), `${id}.jsonl`), id);
      // What was noted of the file holds for the copy of another one no more.
      const last = kept.last && { ...kept.last, counted: undefined };
      return { sessionId: id, transcriptStamp: undefined, last };
    }
    default:
      return {};
  }
}
