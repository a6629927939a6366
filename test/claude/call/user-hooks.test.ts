import { expect, test } from 'vitest';
import { addVaultHook, removeVaultHook } from '../../../src/claude/call/user-hooks.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const theirs = { hooks: [{ type: 'command', command: 'say bye' }] };
const ours = {
  hooks: [{ type: 'command', command: '[ -n "$CHORUS_TURN" ] || /bin/chorus vault --all --hook', timeout: 60 }],
};

test.each<[what: string, before: JsonObject, hooks: JsonObject]>([
  ['no hooks', { model: 'opus' }, { SessionEnd: [ours] }],
  ['hooks of other events', { hooks: { Stop: [theirs] }, model: 'opus' }, { Stop: [theirs], SessionEnd: [ours] }],
  ['a hook of the same event', { hooks: { SessionEnd: [theirs], Stop: [theirs] } }, { SessionEnd: [theirs, ours], Stop: [theirs] }],
])('the hook is added to settings with %s, and taken out again', (_, before, hooks) => {
  const after = addVaultHook(before, '/bin/chorus');
  expect(after).toEqual({ ...before, hooks });
  expect(addVaultHook(after, '/bin/chorus')).toBe(after);
  expect(JSON.stringify(removeVaultHook(after))).toBe(JSON.stringify(before));
  expect(removeVaultHook(before)).toBe(before);
});

test('an earlier hook of chorus is replaced; one that a person put beside it in one group stays', () => {
  const old = { type: 'command', command: '/old/chorus vault --all --hook' };
  const settings = { hooks: { SessionEnd: [{ matcher: 'x', hooks: [old, theirs.hooks[0]] }] } };
  expect(addVaultHook(settings, '/bin/chorus').hooks).toEqual({ SessionEnd: [{ matcher: 'x', hooks: theirs.hooks }, ours] });
});

test.each([[{ hooks: 'odd' }], [{ hooks: { SessionEnd: 'odd' } }], [{ hooks: { SessionEnd: ['odd', { hooks: 'odd' }] } }]])(
  'what Claude would not understand is left alone: %j',
  (settings) => {
    expect(removeVaultHook(settings)).toBe(settings);
  },
);
