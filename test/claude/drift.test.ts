import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AskedSettings, type EffectiveSettings, findDrift, isSameModel } from '../../src/claude/drift.ts';
import type { Drift } from '../../src/core/verdict.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const init: EffectiveSettings = {
  model: 'claude-opus-5-5',
  permissionMode: 'default',
  cwd: '/no/such/place',
};

describe('findDrift', () => {
  test.each<[what: string, asked: Partial<AskedSettings>, seen: Partial<EffectiveSettings>, drift: Drift[]]>([
    ['nothing asked', {}, {}, []],
    ['all as asked', { model: 'opus', permissionMode: 'default' }, {}, []],
    ['manual, which is reported as default', { permissionMode: 'manual' }, {}, []],
    ['default, should it be reported as manual', { permissionMode: 'default' }, { permissionMode: 'manual' }, []],
    [
      'all of it',
      { model: 'haiku', permissionMode: 'plan', cwd: '/elsewhere' },
      {},
      [
        { key: 'model', asked: 'haiku', actual: 'claude-opus-5-5' },
        { key: 'permissionMode', asked: 'plan', actual: 'default' },
        { key: 'cwd', asked: '/elsewhere', actual: '/no/such/place' },
      ],
    ],
  ])('%s', (_, asked, seen, drift) => {
    expect(findDrift({ cwd: '/no/such/place', ...asked }, { ...init, ...seen })).toEqual(drift);
  });

  test('what init does not report is no drift', () => {
    const untold = { model: undefined, permissionMode: undefined, cwd: undefined };
    expect(findDrift({ model: 'haiku', permissionMode: 'plan', cwd: '/a' }, untold)).toEqual([]);
  });

  test('a link to a directory is that directory', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(findDrift({ cwd: join(folder, 'link') }, { ...init, cwd: join(folder, 'real') })).toEqual([]);
    expect(findDrift({ cwd: join(folder, 'link') }, { ...init, cwd: folder })).toEqual([
      { key: 'cwd', asked: join(folder, 'link'), actual: folder },
    ]);
  });
});

describe('isSameModel', () => {
  test.each<[asked: string, actual: string, same: boolean]>([
    ['claude-opus-5-5', 'claude-opus-5-5', true],
    ['Claude-Opus-5-5', 'claude-opus-5-5', true],
    ['opus', 'claude-opus-5-5', true],
    ['sonnet', 'claude-opus-5-5', false],
    ['opus[1m]', 'claude-opus-5-5', true],
    ['opus', 'claude-opus-5-5[1m]', true],
    ['claude-opus-4-1', 'claude-opus-4-1-20250805', true],
    ['claude-opus-4-1-20250805', 'us.anthropic.claude-opus-4-1-20250805-v1:0', true],
    ['claude-opus-4-1-20250805', 'claude-opus-4-1-20250806', false],
    ['claude-opus-4', 'claude-opus-4-20250514', true],
    // Another model, though its name begins alike.
    ['claude-opus-4', 'claude-opus-4-1-20250805', false],
    ['claude-sonnet-4', 'claude-sonnet-4-5', false],
    ['default', 'claude-sonnet-5', true],
    ['best', 'claude-opus-5-5', true],
    ['opusplan', 'claude-sonnet-5', true],
  ])('%s is answered by %s: %s', (asked, actual, same) => {
    expect(isSameModel(asked, actual)).toBe(same);
  });
});
