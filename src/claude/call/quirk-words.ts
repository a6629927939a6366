import type { Quirks } from './releases.ts';

/** What chorus works around on a release, and how: words that follow the release's name. */
export function quirkWords(quirks: Quirks): string[] {
  const words: [applies: boolean, words: string][] = [
    [quirks.resumeChangesId, 'changes the id of a conversation with every resume: chorus follows it by the ids of its messages'],
    [
      !quirks.keepsHistory,
      'may lose the history of a conversation on resume, since it takes a subagent for its end: chorus says so; update claude',
    ],
    [
      quirks.straysWhenOpened,
      'loses what is said after an interactive resume: chorus does not open a conversation at the terminal on this release',
    ],
    [!quirks.forkSession, 'has no --fork-session: chorus forks by a resume, which makes a copy on this release'],
    [quirks.forkSession && !quirks.forkTakesSessionId, 'chooses the id of a fork itself: chorus reads it from the answer'],
    [!quirks.resumeSessionAt, 'cannot fork from an earlier point: chorus forks from a copy that ends there'],
    [!quirks.recordsSystemPrompt, 'forgets the system prompt on resume: chorus passes it on every call'],
    [
      quirks.recordsSystemPrompt,
      'records the system prompt, and ignores a changed one: after a change, chorus passes --system-prompt-snapshot off',
    ],
    [!quirks.manualMode, 'does not know the permission mode manual: chorus passes default, which is the same'],
    [quirks.totalCost === 'conversation', 'reports cumulative cost: chorus reports the difference'],
    [quirks.repairsLinks === 'never', 'sees only what comes after a broken link of the history: chorus says so (truncated)'],
    [quirks.repairsLinks === 'missing', 'sees only what comes after a circle in the links of the history: chorus says so (truncated)'],
    [quirks.wedgesKilledStart, 'can neither resume nor start an id whose first turn was killed: chorus starts over under another id'],
    [quirks.normalizesProjects, 'names the folder of a directory after its path in NFC: chorus puts the conversation there'],
    [
      !quirks.findsEverywhere,
      'finds a conversation only from its own directory: chorus moves it there when the cwd of a session is changed',
    ],
  ];
  return words.flatMap(([applies, text]) => (applies ? [text] : []));
}
