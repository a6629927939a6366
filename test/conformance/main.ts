import { mkdirSync } from 'node:fs';
import { atMost } from '../support/at-most.ts';
import { createSandbox } from '../support/sandbox.ts';
import { brokenCell, type Cell, judgeCell } from './cell.ts';
import { installClaude, latestRelease } from './install.ts';
import { type Options, readOptions, usage } from './options.ts';
import { ResultsFile } from './results.ts';
import type { Scenario } from './scenario.ts';
import { Scene } from './scene.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) console.log(usage);
else process.exitCode = await checkConformance(readOptions(args));

/** @returns the exit code: 1 where a cell is wrong. */
async function checkConformance(options: Options): Promise<number> {
  const { scenarios, jobs, claudes, out, keep } = options;
  mkdirSync(out, { recursive: true });
  const file = new ResultsFile(out);
  let wrong = 0;
  for (const wanted of options.releases) {
    const release = wanted === 'latest' ? await latestRelease() : wanted;
    const claude = claudes.get(release) ?? claudes.get(wanted) ?? (await installClaude(release));
    await atMost(jobs, scenarios, async (scenario) => {
      const known = file.cell(release, scenario.name);
      if (keep && known && known.mark !== 'wrong') return;
      const startedAt = performance.now();
      const cell = await play(scenario, claude);
      file.set(release, scenario.name, cell, new Date().toISOString().slice(0, 10));
      if (cell.mark === 'wrong') wrong += 1;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(
        [release.padEnd(8), scenario.name.padEnd(22), cell.mark.padEnd(10), `${seconds} s`, cell.misfits.join('; ').replaceAll(/\s+/g, ' ')]
          .join('  ')
          .trimEnd(),
      );
    });
  }
  console.log(wrong === 0 ? 'no cell is wrong' : `${wrong} cells are wrong`);
  return wrong === 0 ? 0 : 1;
}

async function play(scenario: Scenario, claude: string): Promise<Cell> {
  await using box = await createSandbox({ claude });
  try {
    return judgeCell(await scenario.run(new Scene(box)));
  } catch (error) {
    return brokenCell(error);
  }
}
