import { compareReleases, newestMeasured } from '../../src/claude/call/releases.ts';
import type { Cell } from './cell.ts';
import type { Facts, Step } from './claim.ts';
import { renderProbes } from './probe/page.ts';
import type { Probed } from './probe/results.ts';
import type { Results } from './results.ts';
import type { Scenario } from './scenario.ts';
import { scenarioGroups, scenarios } from './scenarios.ts';

const symbols = { right: '✓', wrong: '✗', unverified: '?', refused: '–' } as const satisfies Record<Cell['mark'], string>;

const views = {
  whole: 'the model saw the whole history',
  older: 'the model saw the history up to an older point',
  blank: 'the model saw a blank history',
  other: 'the model saw another history',
  nothing: 'the model was not asked',
} as const;

const places = {
  asked: 'in the transcript of that id',
  new: 'in a new transcript',
  other: "in another conversation's transcript",
  none: 'in no transcript',
} as const;

/** docs/compatibility.md, out of what was played and probed. A scenario that was played on no release yet is not in it. */
export function renderPage(results: Results, probed: Probed = {}): string {
  const groups = scenarioGroups
    .map(({ title, scenarios: rows }) => ({ title, rows: rows.filter((row) => isPlayed(results, row)) }))
    .filter(({ rows }) => rows.length > 0);
  return [
    introduction(results),
    overview(results, groups),
    ...renderProbes(probed),
    ...groups.map(({ title, rows }) => details(results, title, rows)),
  ]
    .join('\n\n')
    .concat('\n');
}

interface Group {
  title: string;
  rows: readonly Scenario[];
}

export function isPlayed(results: Results, { name }: Scenario): boolean {
  return results.some(({ cells }) => name in cells);
}

function introduction(results: Results): string {
  const cells = results.flatMap((each) => Object.values(each.cells));
  const count = (mark: Cell['mark']) => cells.filter((cell) => cell.mark === mark).length;
  const naive = (place: 'init' | 'result') => cells.filter((cell) => cell.naiveErrors.includes(place)).length;
  return `# Compatibility

Written by \`npm run conformance\`. It takes each release of \`claude\` from the npm registry and plays ${scenarios.filter((each) => isPlayed(results, each)).length} scenarios on it with \`chorus\`,
against a stub of the Messages API, each in its own home. What chorus said is then compared with what was true: what the stub received
(did the model see the whole history?) and what the transcripts contain (which of them got the turn, after what, and with which
answer?). That truth is read by code that shares nothing with chorus. A scenario also demands the outcome that it is about: an honest
report of a conversation that chorus lost on the way does not count as a success. Every ✓ also means that the answer chorus gave is the
one in the transcript, and that the conversation chorus keeps under the name is the one that got the turn.
All that was said and seen is in [compatibility.json](compatibility.json).

${results.length} releases, ${cells.length} cells: ${count('right')} right, ${count('unverified')} rightly unverified, ${count('refused')} refused because the release cannot do it, **${count('wrong')} wrong**.
Comparing ids would have been wrong in ${naive('init')} cells with the id in \`init\`, and in ${naive('result')} with the one in \`result\`.

| | |
| --- | --- |
| ✓ | chorus said what was true, in every call of the scenario, and the scenario's demand was met |
| ? | as ✓, but in one of the calls chorus said \`unverified\`, and no transcript shows that turn |
| – | \`claude\` itself cannot do it on this release; chorus refuses and starts nothing |
| ✗ | chorus said something that was not true, or did not do what the scenario demands |
| ≠ | comparing the session id of \`init\` or \`result\` with the one asked for gives the wrong answer here |${unknown(results)}`;
}

/** Releases that are newer than all that chorus has facts of: it takes each one for the newest of them, and `chorus doctor` says so. */
function unknown(results: Results): string {
  const newer = results.filter(({ release }) => compareReleases(release, newestMeasured) > 0).map(({ release }) => release);
  return newer.length === 0 ? '' : `\n\nchorus treats a release that is newer than ${newestMeasured} as that one: ${newer.join(', ')}.`;
}

function overview(results: Results, groups: readonly Group[]): string {
  const releases = results.map(({ release }) => release);
  const rows = groups.flatMap(({ title, rows: group }) => [
    row([`**${title}**`, ...releases.map(() => '')]),
    ...group.map(({ name, title: heading }) => row([link(heading, name), ...results.map(({ cells }) => symbolOf(cells[name]))])),
  ]);
  return [row(['', ...releases]), row(['---', ...releases.map(() => ':-:')]), ...rows].join('\n');
}

function symbolOf(cell: Cell | undefined): string {
  if (!cell) return '';
  return `${symbols[cell.mark]}${cell.naiveErrors.length > 0 ? ' ≠' : ''}`;
}

function details(results: Results, title: string, rows: readonly Scenario[]): string {
  return [`## ${title}`, ...rows.map((scenario) => detail(results, scenario))].join('\n\n');
}

/** Releases that gave the same are one row. */
function detail(results: Results, { name, title, what }: Scenario): string {
  const groups = new Map<string, string[]>();
  for (const { release, cells } of results) {
    const cell = cells[name];
    if (!cell) continue;
    const told = describeCell(cell);
    groups.set(told, [...(groups.get(told) ?? []), release]);
  }
  const order = results.map(({ release }) => release);
  const lines = [...groups].map(([told, releases]) => `| ${rangesOf(releases, order)} | ${told} |`);
  return [
    `### <a id="${name}"></a>${title}`,
    what,
    ['| releases | chorus said | what was true | id in `init`, in `result` |', '| --- | --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

function describeCell({ steps, misfits, mark }: Cell): string {
  const wrong = mark === 'wrong' ? `**wrong**: ${misfits.map(inCell).join('; ')}<br>` : '';
  const column = (describe: (step: Step) => string) =>
    steps.map((step) => (steps.length > 1 ? `${step.step}: ` : '') + inCell(describe(step))).join('<br>');
  return [wrong + column(describeSaid), column(describeTruth), column(describeNaive)].join(' | ');
}

function describeSaid({ said }: Step): string {
  const because = said.verdict === 'unverified' || said.verdict === 'refused' ? ` (${said.reason})` : '';
  const facts = factsOf(said.facts);
  const turn = said.turn === '' ? [] : [`turn ${said.turn}`];
  return [`${said.verdict}${because}`, ...turn, `exit ${said.exitCode}`, ...facts].join(', ');
}

function describeTruth({ truth }: Step): string {
  const facts = factsOf(truth.facts);
  if (truth.refusal) return [describeRefusal(truth), views[truth.saw], ...facts].join(', ');
  const original = truth.asked === 'fork' ? [truth.originalChanged ? 'the original changed' : 'the original as it was'] : [];
  return [views[truth.saw], truth.keptIn === 'none' ? places.none : `the turn is ${places[truth.keptIn]}`, ...original, ...facts].join(
    ', ',
  );
}

function describeRefusal({ refusal, because }: Step['truth']): string {
  const what = refusal === 'release' ? 'not possible on this release' : 'nothing is left to spend';
  return because === undefined ? what : `${what} (${because})`;
}

/** Those of every call go without mention. */
function factsOf(facts: Facts): string[] {
  return Object.entries(facts).flatMap(([name, value]) => (name === 'answer' || name === 'follows' ? [] : [`${name} ${value}`]));
}

function describeNaive({ naive }: Step): string {
  return naive ? `${naive.init}, ${naive.result}` : '';
}

/** Neighbours are a range. */
function rangesOf(releases: readonly string[], order: readonly string[]): string {
  const ranges: string[][] = [];
  for (const release of order.filter((each) => releases.includes(each))) {
    const last = ranges.at(-1);
    if (last && order.indexOf(release) === order.indexOf(last.at(-1) ?? '') + 1) last.push(release);
    else ranges.push([release]);
  }
  return ranges.map((range) => (range.length === 1 ? range[0] : `${range[0]} – ${range.at(-1)}`)).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function link(text: string, anchor: string): string {
  return `[${text}](#${anchor})`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
