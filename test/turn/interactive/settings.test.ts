import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addHooks } from '../../../src/claude/stream/hooks.ts';
import { hookSettings } from '../../../src/turn/interactive/settings.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const paths = { journal: '/home/j.jsonl', file: '/home/j.settings' };
const hooked = (settings: Record<string, unknown>) => JSON.stringify(addHooks(settings, paths.journal));

describe('hookSettings', () => {
  test('none: the hooks are on the command line', () => {
    expect(hookSettings({ model: 'opus' }, '2.1.329', paths)).toEqual({
      settings: { model: 'opus', settings: hooked({}) },
      file: undefined,
    });
  });

  test('text stays text', () => {
    expect(hookSettings({ settings: ' {"env":{"A":"1"}}' }, undefined, paths)).toEqual({
      settings: { settings: hooked({ env: { A: '1' } }) },
      file: undefined,
    });
  });

  test('a file becomes another file: its contents do not appear on the command line', () => {
    const file = join(temporaryFolder(), 'settings.json');
    writeFileSync(file, '{"apiKeyHelper":"secret"}');
    expect(hookSettings({ settings: file }, '2.1.329', paths)).toEqual({
      settings: { settings: paths.file },
      file: hooked({ apiKeyHelper: 'secret' }),
    });
  });

  test.each(['/nowhere/settings.json', '{"cut'])('%s is left for Claude to refuse', (settings) => {
    expect(hookSettings({ settings }, '2.1.329', paths)).toEqual({ settings: { settings }, file: undefined });
  });

  test('a release without --settings is given none', () => {
    expect(hookSettings({ model: 'opus' }, '1.0.60', paths)).toEqual({ settings: { model: 'opus' }, file: undefined });
  });
});
