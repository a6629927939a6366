import type { ProbedFacts } from './facts.ts';
import { type Probed, releasesIn } from './results.ts';

/** What each fact means, as a statement that is true or not of a release. */
const statements = {
  resumeChangesId: '`--resume` goes on under a new id',
  keepsHistory: 'a third turn has the first and the second in its history',
  namesRelease: '`init` names the release',
  forkSession: '`--fork-session` branches a conversation',
  forkTakesSessionId: '`--fork-session` takes `--session-id`',
  resumeSessionAt: '`--fork-session --resume-session-at` branches from an earlier point',
  recordsSystemPrompt: 'the first system prompt stays, whatever a later call passes',
  manualMode: '`--permission-mode manual` is known',
  totalCost: '`total_cost_usd` is of the',
  namesConversations: '`--name` is known',
  wedgesKilledStart: 'a first turn that was killed in the middle cannot be resumed',
  straysWhenOpened: 'a prompt at an interactive `--resume` goes to a transcript without the history, or to none',
} as const satisfies Record<keyof ProbedFacts, string>;

/** The part of docs/compatibility.md about the releases between those that were played. */
export function renderProbes(probed: Probed): string[] {
  const releases = releasesIn(probed);
  if (releases.length === 0) return [];
  const whole = releases.filter((release) => Object.keys(probed[release] ?? {}).length === Object.keys(statements).length);
  const facts = Object.keys(statements) as (keyof ProbedFacts)[];
  return [
    `## The releases between them

The releases in the table above were **played**: every scenario, with chorus. Others were **probed** (\`npm run probe\`): a dozen turns of
\`claude\` by itself against the same stub, for what chorus's table of quirks rests on. ${whole.length} releases from ${releases[0]} to ${releases.at(-1)} were
probed for all of it, at least every eighth that npm has, and ${releases.length - whole.length} more to find each boundary: where a row changes, the two releases are
neighbours on npm. What each release did is in [probes.json](probes.json).`,
    ['| | releases |', '| --- | --- |', ...facts.map((fact) => `| ${statements[fact]} | ${runsOf(fact, probed).join('<br>')} |`)].join(
      '\n',
    ),
  ];
}

/** The ranges of releases with the same value, oldest first. */
function runsOf(fact: keyof ProbedFacts, probed: Probed): string[] {
  const runs: { value: ProbedFacts[keyof ProbedFacts]; first: string; last: string }[] = [];
  for (const release of releasesIn(probed)) {
    const value = probed[release]?.[fact];
    if (value === undefined) continue;
    const run = runs.at(-1);
    if (run?.value === value) run.last = release;
    else runs.push({ value, first: release, last: release });
  }
  return runs.map(({ value, first, last }) => {
    const word = value === true ? 'yes' : value === false ? 'no' : value;
    return `${first === last ? first : `${first} – ${last}`}: ${word}`;
  });
}
