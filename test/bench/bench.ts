import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pinnedRelease } from '../support/real-claude.ts';
import { type Figure, type Figures, families, measure, mergeFigures } from './figures.ts';
import { createGround, type Ground } from './ground.ts';
import { describeMachine, findNodes } from './machine.ts';
import { withFigures } from './performance-page.ts';
import { addRecorded, findWorse, type Recorded } from './recorded.ts';
import { formatFigure } from './table.ts';

const usage = `npm run bench -- [options]
  --short              few rounds and small sizes
  --only <families>    ${families.map(({ name }) => name).join(', ')}; several with commas
  --rounds <n>         so many rounds of every case
  --node <paths>       the Nodes to measure on, with commas; else this one, and those of CHORUS_BENCH_NODES=<path>:<path>…
  --json <file>        writes the figures there
  --docs               writes them to test/bench/figures.json and docs/performance.md, in place of those that are measured anew
  --check              short; fails where a ratio is more than twice what test/bench/recorded.json holds
  --record             with --short: writes the ratios to test/bench/recorded.json, which --check compares with`;

/** Eight calls that wait for each other are too different from run to run. */
const checked = families.map(({ name }) => name).filter((name) => name !== 'locks');

const split = (list: string | undefined) => list?.split(',').filter((each) => each !== '') ?? [];
const file = (path: string) => new URL(path, import.meta.url);
const read = <T>(path: URL) => JSON.parse(readFileSync(path, 'utf8')) as T;
const write = (path: URL | string, value: unknown) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    node: { type: 'string' },
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = split(values.only).filter((name) => !families.some((family) => family.name === name));

if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `there is no family ${unknown.join(', ')}\n\n${usage}` : usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  await bench();
}

async function bench(): Promise<void> {
  const ground = await createGround();
  const figures: Figure[] = [];
  const worse: string[] = [];
  const only = values.only === undefined ? (values.check ? checked : undefined) : split(values.only);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  try {
    for (const node of findNodes(split(values.node), process.env)) {
      for await (const figure of measure(ground.on(node, values.short || values.check), { only, rounds })) {
        figures.push(figure);
        console.log(`${formatFigure(figure)}\n`);
      }
      if (values.check)
        worse.push(
          ...(await findStillWorse(
            ground.on(node, true),
            figures.filter((figure) => figure.node === node.version),
          )),
        );
    }
  } finally {
    await ground.dispose();
  }
  for (const each of worse) console.error(`worse: ${each}`);
  if (worse.length > 0) process.exitCode = 1;
  const measured: Figures = { claude: pinnedRelease, machine: describeMachine(), figures };
  if (values.json) write(values.json, measured);
  if (values.docs) writeDocs(measured);
  if (values.record) write(file('recorded.json'), addRecorded(read<Recorded>(file('recorded.json')), figures));
}

/** A family that looks worse is measured once more before it counts: something else may have run beside it. */
async function findStillWorse(ground: Ground, figures: readonly Figure[]): Promise<string[]> {
  const recorded = read<Recorded>(file('recorded.json'));
  const families = new Set(figures.filter((figure) => findWorse(recorded, [figure]).length > 0).map(({ family }) => family));
  const worse: string[] = [];
  for (const family of families) {
    for await (const figure of measure(ground, { only: [family] })) worse.push(...findWorse(recorded, [figure]));
  }
  return worse;
}

function writeDocs(measured: Figures): void {
  const kept = read<Figures>(file('figures.json'));
  // Every sample is in --json; here they would only be noise.
  const brief = measured.figures.map((figure) => {
    const variants = Object.entries(figure.variants).map(([name, { samples: _, ...spread }]) => [name, { ...spread, samples: [] }]);
    return { ...figure, variants: Object.fromEntries(variants) as Figure['variants'] };
  });
  const merged = { ...measured, figures: mergeFigures(kept.figures, brief) };
  write(file('figures.json'), merged);
  const page = file('../../docs/performance.md');
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), merged));
}
