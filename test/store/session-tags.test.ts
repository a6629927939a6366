import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listTags } from '../../src/store/session-tags.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('each tag once, from every readable file', () => {
  const home = temporaryFolder();
  const folder = join(home, 'sessions');
  mkdirSync(folder);
  const prompt = `"tags": ["prompt"] ${'x'.repeat(20_000)}`;
  const files: Record<string, string> = {
    'a.json': JSON.stringify({ name: 'a', settings: { systemPrompt: prompt }, tags: ['work', 'größe'], note: '"tags": ["note"]' }, null, 2),
    'b.json': JSON.stringify({ name: 'tags', tags: ['work', 'x', 5] }),
    'none.json': JSON.stringify({ tags: [] }, null, 2),
    'without.json': '{}',
    'cut.json': '{"tags": ["cu',
    'wrong.json': '{"tags": [wrong]}',
    'a.json.bak': JSON.stringify({ tags: ['before'] }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'folder.json'));
  symlinkSync(join(folder, 'a.json.bak'), join(folder, 'link.json'));
  expect(listTags(home)).toEqual(['work', 'größe', 'x']);
});

test('no sessions, no tags', () => {
  expect(listTags(join(temporaryFolder(), 'home'))).toEqual([]);
});
