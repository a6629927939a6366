import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step, View } from '../claim.ts';
import type { Scenario } from '../scenario.ts';
import type { Scene } from '../scene.ts';

const two = ['apple', 'banana'];

export const damageScenarios: Scenario[] = [
  damaged('deleted', 'Transcript deleted', 'The transcript is gone, and so is its copy.', 'nothing', (path) => rmSync(path)),
  damaged('emptied', 'Transcript emptied', 'The transcript has no byte left, and there is no copy.', 'nothing', (path) =>
    truncateSync(path, 0),
  ),
  damaged('cut', 'Transcript cut', 'The transcript ends in the middle of the second turn, and there is no copy.', 'older', cutSecondTurn),
  damaged('garbled', 'Transcript garbled', 'Rubbish between the lines and a cut line at the end, and there is no copy.', 'whole', garble),
  damaged('restored-deleted', 'Deleted, put back', 'The transcript is gone; its copy is there.', 'copy', (path) => rmSync(path)),
  damaged('restored-emptied', 'Emptied, put back', 'The transcript has no byte left; its copy is there.', 'copy', (path) =>
    truncateSync(path, 0),
  ),
  damaged(
    'restored-cut',
    'Cut, put back',
    'The transcript ends in the middle of the second turn; its copy is there.',
    'copy',
    cutSecondTurn,
  ),
  {
    name: 'swapped',
    title: 'Another history',
    what: 'Under the id of the session stands the history of another conversation: the id that comes back is the right one.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      await scene.prepare('t', ['damson']);
      removeCopies(scene);
      const [own, other] = [scene.kept('s').sessionId, scene.kept('t').sessionId];
      writeFileSync(scene.transcriptOf('s'), readFileSync(scene.transcriptOf('t'), 'utf8').replaceAll(other, own));
      return [
        await scene.turn(['resume', 's', 'cherry'], {
          session: 's',
          asked: 'resume',
          own: 'cherry',
          earlier: ['apple'],
          demanded: { saw: 'other' },
        }),
      ];
    },
  },
  {
    name: 'rolled-back',
    title: 'Turned back',
    what: 'The transcript is as it was a turn ago, and something else went on from there.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const [path, older] = [scene.transcriptOf('s'), readFileSync(scene.transcriptOf('s'))];
      await scene.prepareNext('s', 'banana');
      removeCopies(scene);
      // Where a resume gets a new transcript, the new one is turned back to what it had of the old.
      const current = scene.transcriptOf('s');
      if (current === path) writeFileSync(path, older);
      else cutSecondTurn(current);
      scene.know('damson');
      await scene.bare(['-p', `--resume=${scene.kept('s').sessionId}`], 'damson');
      const demanded = { saw: 'older' } as const;
      return [await scene.turn(['resume', 's', 'cherry'], { session: 's', asked: 'resume', own: 'cherry', earlier: two, demanded })];
    },
  },
];

/** @param left what is left to be seen: a view of what the damaged transcript holds, or, where there is a copy, all of it. */
function damaged(name: string, title: string, what: string, left: View | 'copy', damage: (path: string) => void): Scenario {
  const hasCopy = left === 'copy';

  return {
    name,
    title,
    what,
    run: async (scene): Promise<Step[]> => {
      await scene.prepare('s', two);
      if (!hasCopy) removeCopies(scene);
      damage(scene.transcriptOf('s'));
      const step = await scene.turn(['resume', 's', 'cherry'], {
        session: 's',
        asked: 'resume',
        own: 'cherry',
        earlier: two,
        facts: ({ outcome, before, after }) => ({
          said: { restored: outcome?.verdict.restored ?? null },
          truth: { restored: !scene.holdsAnswer(before, 'banana') && scene.holdsAnswer(after, 'banana') },
        }),
        demanded: { saw: hasCopy ? 'whole' : left, turn: left === 'nothing' ? null : 'ok', facts: { restored: hasCopy } },
      });
      return [step];
    },
  };
}

function removeCopies({ box }: Scene): void {
  rmSync(join(box.chorusHome, 'vault'), { recursive: true });
}

function cutSecondTurn(path: string): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  const answer = lines.findIndex((line) => line.includes('"assistant"') && line.includes('reply to: banana'));
  writeFileSync(path, `${lines.slice(0, answer).join('\n')}\n${lines[answer]?.slice(0, 40)}`);
}

function garble(path: string): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.splice(2, 0, 'not JSON at all', '{"parentUuid":');
  writeFileSync(path, `${lines.join('\n')}{"parentUuid":"cut`);
}
