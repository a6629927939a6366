import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanupPeriodDays } from '../../../src/claude/call/cleanup.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const user = 'home/settings.json';
const project = 'work/.claude/settings.json';
const local = 'work/.claude/settings.local.json';

test.each<[what: string, files: Record<string, unknown>, settings: string | undefined, days: number]>([
  ['30 where nothing is said', {}, undefined, 30],
  ["the user's", { [user]: 7 }, undefined, 7],
  ["the project's above it", { [user]: 7, [project]: 60 }, undefined, 60],
  ['those of one machine above both', { [user]: 7, [project]: 60, [local]: 3 }, undefined, 3],
  ['the command line above all', { [user]: 7, [local]: 3 }, '{"cleanupPeriodDays": 90}', 90],
  ['a settings file of the command line', { [user]: 7, 'work/own.json': 45 }, 'work/own.json', 45],
  ['none at all', { [user]: 0 }, undefined, 0],
  ['not what is no number', { [user]: '7' }, undefined, 30],
  ['not what is below 0', { [user]: -1 }, undefined, 30],
  ['the next where a file does not say', { [user]: 7 }, '{"model": "opus"}', 7],
  ['the next where a file is no JSON', { [user]: 7 }, '{', 7],
  ['the next where a file is not there', { [user]: 7 }, '/no/such/file', 7],
])('%s', (_, files, settings, days) => {
  const root = temporaryFolder();
  for (const [file, value] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify({ cleanupPeriodDays: value }));
  }
  const file = settings?.startsWith('work/') ? join(root, settings) : settings;
  expect(cleanupPeriodDays({ env: { CLAUDE_CONFIG_DIR: join(root, 'home') }, cwd: join(root, 'work'), settings: file })).toBe(days);
});
