import { parseArgs } from 'node:util';
import { playedReleases } from './releases.ts';
import type { Scenario } from './scenario.ts';
import { scenarios, unplayedScenarios } from './scenarios.ts';

export interface Options {
  /** `latest` may be one of them. */
  releases: string[];
  scenarios: Scenario[];
  jobs: number;
  /** Installed binaries, by release. */
  claudes: Map<string, string>;
  /** Where compatibility.md and compatibility.json are written. */
  out: string;
  /** Cells that are there are kept. */
  keep: boolean;
}

export const usage = `npm run conformance -- [options]

  --releases <a,b,…>          releases of claude, or all (those of test/conformance/releases.ts), or latest   [all]
  --scenarios <a,b,…>         these scenarios alone
  --jobs <n>                  scenarios at one time                                              [2]
  --claude <release>=<path>   an installed claude, in place of one from the npm registry; may be repeated
  --out <folder>              where compatibility.md and compatibility.json are written          [docs]
  --continue                  keeps the cells that are right in that file already

scenarios: ${scenarios.map(({ name }) => name).join(' ')}; by name alone: ${unplayedScenarios.map(({ name }) => name).join(' ')}`;

/** @throws Error for a scenario or an option that there is not. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      releases: { type: 'string', default: 'all' },
      scenarios: { type: 'string', default: scenarios.map(({ name }) => name).join(',') },
      jobs: { type: 'string', default: '2' },
      claude: { type: 'string', multiple: true, default: [] },
      out: { type: 'string', default: 'docs' },
      continue: { type: 'boolean', default: false },
    },
  });
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs} is no number of jobs`);
  return {
    releases: listOf(values.releases).flatMap((release) => (release === 'all' ? playedReleases : [release])),
    scenarios: listOf(values.scenarios).map(findScenario),
    jobs,
    claudes: new Map(values.claude.map(readPair)),
    out: values.out,
    keep: values.continue,
  };
}

function findScenario(name: string): Scenario {
  const scenario = [...scenarios, ...unplayedScenarios].find((each) => each.name === name);
  if (!scenario) throw new Error(`there is no scenario ${name}; there are: ${scenarios.map((each) => each.name).join(' ')}`);
  return scenario;
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`--claude ${pair}: it takes <release>=<path>`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function listOf(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}
