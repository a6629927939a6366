import { readFileSync, writeFileSync } from 'node:fs';
import type { Step } from '../claim.ts';
import type { Scenario } from '../scenario.ts';

/** Histories that are not whole for the model, though the turn descends from the last answer. */
export const historyScenarios: Scenario[] = [
  unlinked('broken-link', 'Broken link', 'The prompt of the fourth turn names a parent that is not there.', breakLink),
  unlinked('broken-fork', 'Fork, broken link', 'The same, and a branch of it.', breakLink, true),
  unlinked('removed', 'Records removed', 'The second turn is gone, and nothing links past it.', (lines, promptOf) => [
    ...lines.slice(0, promptOf('banana')),
    ...lines.slice(promptOf('cherry')),
  ]),
];

/** A conversation of four turns, in whose transcript records were changed; without a copy, and with an usage that tells what was sent. */
function unlinked(
  name: string,
  title: string,
  what: string,
  change: (lines: string[], mark: (mark: string) => number) => string[],
  isFork = false,
): Scenario {
  return {
    name,
    title,
    what,
    run: async (scene): Promise<Step[]> => {
      scene.box.api.countsTokens = true;
      const earlier = ['apple', 'banana', 'cherry', 'damson'];
      await scene.prepare('s', earlier, '--no-vault');
      const path = scene.transcriptOf('s');
      const lines = readFileSync(path, 'utf8').split('\n');
      const promptOf = (mark: string) => lines.findIndex((line) => line.includes('"type":"user"') && line.includes(`"${mark}"`));
      writeFileSync(path, change(lines, promptOf).join('\n'));
      const about = { own: 'elder', earlier, demanded: { saw: null } };
      if (!isFork) return [await scene.turn(['resume', 's', 'elder'], { ...about, session: 's', asked: 'resume' })];
      const original = scene.kept('s').sessionId;
      return [await scene.turn(['fork', 's', 'f', 'elder'], { ...about, session: 'f', asked: 'fork', original })];
    },
  };
}

/** The last prompt names a parent that is not there. */
function breakLink(lines: string[], promptOf: (mark: string) => number): string[] {
  const at = promptOf('damson');
  return lines.with(at, (lines[at] as string).replace(/"parentUuid":"[^"]+"/, '"parentUuid":"00000000-0000-4000-8000-000000000000"'));
}
