import type { Judgement } from '../../claude/verdict.ts';
import { verdictHints } from '../hints.ts';
import type { Session } from '../session.ts';
import type { InteractiveEnd } from './run.ts';

/** What to do after an interactive run, a sentence each. */
export function hintsForRun(
  { name, state }: Session,
  { status }: Judgement,
  end: InteractiveEnd | undefined,
  foreign: readonly string[],
): string[] {
  return [
    ...describeEnd(end),
    ...(status === 'lost'
      ? [`The conversation of ${name} is as it was before.`]
      : verdictHints({ session: name, verdict: { status } }, state === 'starting')),
    ...foreign.map(describeForeign),
  ];

  function describeForeign(id: string): string {
    return `What was said in the conversation ${id} is none of ${name}'s. To go on with it: chorus adopt ${id} <name>`;
  }
}

function describeEnd(end: InteractiveEnd | undefined): string[] {
  if (end?.interruptedBy) return [`chorus was asked to end by ${end.interruptedBy}, and passed it on.`];
  if (end?.signal) return [`claude was ended by ${end.signal}.`];
  return end?.exitCode ? [`claude ended with exit code ${end.exitCode}.`] : [];
}
