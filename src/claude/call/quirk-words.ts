import type { Quirks } from './releases.ts';

/** What a release does that chorus works around, and how: words that follow the release. */
export function describeQuirks(quirks: Quirks): string[] {
  const words: [applies: boolean, words: string][] = [
    [quirks.resumeChangesId, 'goes on under a new id with every resume: chorus follows it, and tells it by the ids of its messages'],
    [!quirks.forkSession, 'has no --fork-session: a fork is a resume, which makes a copy there'],
    [quirks.forkSession && !quirks.forkTakesSessionId, 'chooses the id of a fork by itself: chorus learns it from the answer'],
    [!quirks.resumeSessionAt, 'can not fork from an earlier point: chorus forks from a copy that ends there'],
    [!quirks.recordsSystemPrompt, 'forgets the system prompt with every resume: chorus gives it again with every call'],
    [
      quirks.recordsSystemPrompt,
      'records the system prompt, and passes over a changed one: from a change on, chorus gives --system-prompt-snapshot off',
    ],
    [!quirks.manualMode, 'does not know the permission mode manual: chorus asks for default, which is the same'],
    [quirks.totalCost === 'conversation', 'tells what the whole conversation cost: chorus takes off what was told before'],
    [quirks.wedgesKilledStart, 'can neither resume nor start an id whose first turn was killed: chorus begins it anew under another id'],
  ];
  return words.flatMap(([applies, text]) => (applies ? [text] : []));
}
