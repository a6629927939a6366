import { compareTranscripts, stateOf } from '../claude/transcript/difference.ts';
import { type TurnEvent, turnEventOf } from '../core/event.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isFollowed } from '../core/verdict.ts';
import { ChorusError, exitCodes } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { AskedTurn } from './asked-turn.ts';
import { sessionChanges } from './changes.ts';
import type { SeenTurn } from './seen-turn.ts';
import type { World } from './world.ts';

/** Where a turn is also written down, so that another call can conclude it. */
export interface Journal {
  /** Called once the turn is recorded. @throws ChorusError (7) */
  end(): void;
}

/**
 * Writes down a turn: the copy of its transcript, its session, the log, one after another. If one of these writes fails, the others
 * are still made, and the outcome says so.
 * @param journal stays if the session cannot be written: the next call concludes the turn again, and logs it then.
 * @returns the error that kept the session from being written.
 */
export async function recordTurn(
  { store, newId }: World,
  asked: AskedTurn,
  seen: SeenTurn,
  outcome: TurnOutcome,
  journal: Journal | undefined,
): Promise<Error | undefined> {
  let unrecorded: Error | undefined;
  let isKept = false;
  const writes: (() => Promise<unknown>)[] = [
    async () => {
      isKept = keepTranscripts(store, asked, seen, outcome);
    },
    () =>
      store.sessions
        .update(asked.session.name, (current) => sessionChanges(current, { asked, seen, outcome, newId, isKept }))
        .catch((error: Error) => {
          unrecorded = error;
          throw error;
        }),
    async () => (journal && unrecorded) || store.log.append(eventOf(asked, seen, outcome)),
    async () => unrecorded || journal?.end(),
  ];
  for (const write of writes) await write().catch((error: unknown) => noteUnrecorded(outcome, error));
  if (journal && unrecorded) outcome.hints.push(`The next call for ${outcome.session} records it first.`);
  return unrecorded;
}

function eventOf({ asked, plan, session }: AskedTurn, { effective, turns, endedAt }: SeenTurn, outcome: TurnOutcome): TurnEvent {
  return turnEventOf(outcome, {
    asked,
    effective: {
      model: effective.model ?? null,
      permissionMode: effective.permissionMode ?? null,
      // The context of another conversation says nothing about this one.
      contextTokens: isFollowed(outcome.verdict.status) ? effective.contextTokens : undefined,
    },
    turns,
    parent: plan === 'fork' ? (session.parent ?? undefined) : undefined,
    endedAt,
  });
}

/**
 * An answer from another conversation is no reason to change what is kept of this one. If history is missing from the answer's, the last
 * whole copy stays beside the new one.
 * @returns whether the vault has the conversation as it is now.
 */
function keepTranscripts({ vault }: Store, asked: AskedTurn, { entered }: SeenTurn, { verdict }: TurnOutcome): boolean {
  const { keepsCopy, plan, session, isChanged } = asked;
  const { status } = verdict;
  if (!keepsCopy || !(isFollowed(status) || status === 'unverified')) return false;
  const isWhole = status !== 'branched' && status !== 'truncated';
  for (const { sessionId, entered: how, transcript } of entered) {
    if (!transcript?.isReadable) continue;
    const { path } = transcript;
    vault.keep(sessionId, path, {
      compare: isChanged ? 'all' : 'ends',
      isEdit: (copy) => stateOf(compareTranscripts(path, copy)) === 'edited',
      isCopyKept: !isWhole && session.last?.verdict !== status,
    });
    // A release that continues under a new id copies the whole conversation there.
    const isMoved = how === 'asked' && plan === 'resume' && sessionId !== session.sessionId;
    if (isMoved && isWhole && isFollowed(status)) vault.forget(session.sessionId);
  }
  return true;
}

function noteUnrecorded(outcome: TurnOutcome, error: unknown): void {
  if (!(error instanceof ChorusError)) throw error;
  outcome.exitCode = exitCodes.store;
  outcome.hints.push(`Not all of the turn is recorded: ${error.message}. ${error.hint} The conversation is ${outcome.sessionId}.`);
}
