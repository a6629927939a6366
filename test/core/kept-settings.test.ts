import { describe, expect, test } from 'vitest';
import { checkSettings, fittingSettings } from '../../src/core/setting-values.ts';
import type { KeptSettings, Settings } from '../../src/core/settings.ts';

describe('settings from a file', () => {
  test('are narrowed by a check', () => {
    const kept: KeptSettings = { model: 'opus', maxTurns: 3 };
    const settings: Settings = checkSettings(kept, 'session "auth"');
    expect(settings).toEqual(kept);
  });

  test('what is in the table and fits is left of them where a mistake is to be passed over', () => {
    const kept = { model: 'opus', effort: 'extreme', colour: 'red', addDir: '/a', timeout: 5 };
    expect(fittingSettings(kept)).toEqual({ model: 'opus', timeout: 5 });
    expect(fittingSettings('no object')).toEqual({});
  });
});
