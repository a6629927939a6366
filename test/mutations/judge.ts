import type { Outcome } from '../e2e/turns.ts';
import type { Line } from './mutate.ts';

/** What the model was sent of the history, by what the stub saw. */
export type Sent = 'whole' | 'part' | 'nothing';

/** The words of a conversation that are looked for: its prompts and answers, and that a tool had a result. */
const told = /^(?:user: |assistant: )?(mark-\w+|reply to: mark-\w+|done|\[tool result\])/;

/** The messages before the last one, a word each. */
export function wordsOf(history: readonly string[], own: string): string[] {
  return history
    .flatMap((message) => message.split('\n'))
    .flatMap((line) => told.exec(line)?.[1] ?? [])
    .filter((word) => !word.includes(own));
}

/** Whether all words are there, in their order. More may be between them. */
export function compareHistory(expected: readonly string[], sent: readonly string[] | undefined): Sent {
  if (!sent) return 'nothing';
  let at = 0;
  for (const word of sent) if (word === expected[at]) at++;
  return at === expected.length ? 'whole' : 'part';
}

export interface Seen {
  sent: Sent;
  /** Whether the turn's prompt descends from the last answer of before, by the transcript. Null if it is not there. */
  descends: boolean | null;
  isCompaction: boolean;
  isFork: boolean;
}

/** The verdicts that are right. */
export function rightVerdicts({ sent, descends, isCompaction, isFork }: Seen): string[] {
  const good = isFork ? 'forked' : 'resumed';
  if (sent === 'nothing') return ['not-found', 'truncated', 'unverified'];
  if (descends === false) return ['branched', 'lost'];
  if (isCompaction && descends) return [good];
  if (descends === null) return sent === 'whole' ? [good, 'unverified'] : ['truncated', 'branched', 'lost', 'unverified'];
  return [sent === 'whole' ? good : 'truncated'];
}

/** What is wrong with what was said; undefined if it is right. */
export function findWrong(seen: Seen, outcome: Outcome | undefined, exitCode: number | undefined): string | undefined {
  const right = rightVerdicts(seen);
  const verdict = outcome?.verdict.status;
  if (verdict === undefined) return seen.sent === 'nothing' ? undefined : `said nothing, was ${right.join(' or ')}`;
  if (!right.includes(verdict)) return `said ${verdict}, was ${right.join(' or ')}`;
  const isBad = ['not-found', 'truncated', 'branched', 'lost'].includes(verdict);
  if (isBad && exitCode !== 3 && exitCode !== 124) return `exit code ${exitCode} with ${verdict}`;
  return !isBad && exitCode === 3 ? `exit code 3 with ${verdict}` : undefined;
}

/** Whether the record with this text descends from another one. Written anew here: chorus's own walk is on trial. */
export function descendsFrom(lines: readonly Line[], own: string, tip: string): boolean | null {
  const isOwn = (line: Line) => line.type === 'user' && JSON.stringify(line.message ?? '').includes(own);
  const byUuid = new Map(lines.map((line) => [line.uuid, line]));
  let record = lines.findLast(isOwn);
  if (!record) return null;
  while (record && record.uuid !== tip) {
    byUuid.delete(record.uuid);
    record = byUuid.get(record.parentUuid ?? (record.logicalParentUuid as string | undefined) ?? undefined);
  }
  return record !== undefined;
}
