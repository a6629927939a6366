import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { atMost } from '../../support/at-most.ts';
import { cacheFolder, claudePackage, installClaude, isInstalled, latestRelease } from '../install.ts';
import { ResultsFile } from '../results.ts';
import { type ProbedFacts, probe } from './facts.ts';
import { everyEighth, knownReleases, nextInGaps } from './plan.ts';
import { differencesIn, ProbesFile } from './results.ts';

type Wanted = readonly (keyof ProbedFacts)[];

const usage = `npm run probe -- [options]

  --releases <a,b,…>   releases of claude, or eighth (every eighth and the newest, then halving each gap in which
                       something changed until every boundary is exact), or latest   [eighth]
  --jobs <n>           releases at one time                                          [2]
  --out <folder>       where probes.json is written, and compatibility.md where its cells are there                                  [docs]
  --again              probes releases that are in that file, too

A release that is not in the cache is installed there, and removed afterwards. The exit code is 1 where a release differs
from what src/claude/call/releases.ts says of it.`;

const { values } = parseArgs({
  options: {
    releases: { type: 'string', default: 'eighth' },
    jobs: { type: 'string', default: '2' },
    out: { type: 'string', default: 'docs' },
    again: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await main();

async function main(): Promise<void> {
  mkdirSync(values.out, { recursive: true });
  const file = new ProbesFile(join(values.out, 'probes.json'));
  const failed = new Set<string>();
  const probeAll = (releases: readonly string[], wanted?: ReadonlyMap<string, Wanted>) =>
    atMost(Number(values.jobs), releases, async (release) => {
      try {
        const facts = await probeRelease(release, wanted?.get(release));
        file.add(release, facts);
        console.log(release.padEnd(8), JSON.stringify(facts));
      } catch (error) {
        failed.add(release);
        console.log(release.padEnd(8), `could not be probed: ${(error as Error).message}`);
      }
    });
  const isMissing = (release: string) => values.again || !(release in file.probed);
  if (values.releases === 'eighth') {
    const releases = knownReleases(await publishedReleases());
    await probeAll(everyEighth(releases).filter(isMissing));
    for (let next = nextInGaps(releases, file.probed, failed); next.size > 0; next = nextInGaps(releases, file.probed, failed))
      await probeAll([...next.keys()], next);
  } else {
    const wanted = await Promise.all(values.releases.split(',').map((each) => (each === 'latest' ? latestRelease() : each)));
    await probeAll(wanted.filter(isMissing));
  }
  if (existsSync(join(values.out, 'compatibility.json'))) new ResultsFile(values.out).write();
  const differences = differencesIn(file.probed);
  for (const difference of differences) console.log(difference);
  if (failed.size > 0 || differences.length > 0) process.exitCode = 1;
}

async function probeRelease(release: string, wanted: Wanted | undefined) {
  const wasThere = isInstalled(release);
  try {
    return await probe(release, await installClaude(release), wanted);
  } finally {
    // A native release takes 250 MB and more.
    if (!wasThere) rmSync(join(cacheFolder(), release), { recursive: true, force: true });
  }
}

/** All that npm has. */
async function publishedReleases(): Promise<string[]> {
  const { stdout } = await execa('npm', ['view', claudePackage, 'versions', '--json']);
  return JSON.parse(stdout) as string[];
}
