import type { Installation } from '../claude/call/locate.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { ChorusError, exitCodes } from '../errors.ts';
import type { World } from './world.ts';

/** Writes down what became of a call, one thing after another: what was done is not to be lost because something can't be written. */
export async function recordAll(outcome: TurnOutcome, writes: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const write of writes) await write().catch((error: unknown) => noteUnrecorded(outcome, error));
}

export function rememberRelease({ store }: World, installation: Installation, release: string | null): void {
  if (release !== null && release !== store.releases.get(installation)) store.releases.remember(installation, release);
}

function noteUnrecorded(outcome: TurnOutcome, error: unknown): void {
  if (!(error instanceof ChorusError)) throw error;
  outcome.exitCode = exitCodes.store;
  outcome.hints.push(`Not all of the turn is recorded: ${error.message}. ${error.hint} The conversation is ${outcome.sessionId}.`);
}
