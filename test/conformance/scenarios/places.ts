import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario } from '../scenario.ts';

const two = ['apple', 'banana'];

export const placeScenarios: Scenario[] = [
  {
    name: 'renamed',
    title: 'Directory renamed',
    what: 'The directory was renamed, and the session was told so (chorus set cwd=).',
    run: async (scene) => {
      const [old, renamed] = ['shop', 'store'].map((name) => join(scene.box.work, name)) as [string, string];
      mkdirSync(old);
      await scene.prepare('s', two, '--cwd', old);
      renameSync(old, renamed);
      await scene.run(['set', 's', `cwd=${renamed}`]);
      return [
        await scene.turn(['resume', 's', 'cherry'], {
          session: 's',
          asked: 'resume',
          own: 'cherry',
          earlier: two,
          demanded: { saw: 'whole' },
        }),
        await scene.turn(['resume', 's', 'damson'], {
          session: 's',
          asked: 'resume',
          own: 'damson',
          earlier: [...two, 'cherry'],
          demanded: { saw: 'whole' },
        }),
      ];
    },
  },
  {
    name: 'accented',
    title: 'Accented directory',
    what: "The name of the directory is not in Unicode NFC, and all of its conversations are gone from Claude's folder; the copy is there.",
    run: async (scene) => {
      const cwd = join(scene.box.work, 'cafe\u0301');
      mkdirSync(cwd);
      await scene.prepare('s', two, '--cwd', cwd);
      rmSync(dirname(scene.transcriptOf('s')), { recursive: true });
      return [
        await scene.turn(['resume', 's', 'cherry'], {
          session: 's',
          asked: 'resume',
          own: 'cherry',
          earlier: two,
          demanded: { saw: 'whole' },
        }),
      ];
    },
  },
];
