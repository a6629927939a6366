import { expect, test } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { guessSettings } from '../../src/library/guess.ts';
import { proposeName } from '../../src/library/name-proposal.ts';

test.each<
  [what: string, model: string | undefined, permissionMode: string | undefined, known: Settings, guessed: Settings, refused: number]
>([
  ['both', 'claude-opus-5-5', 'plan', {}, { model: 'claude-opus-5-5', permissionMode: 'plan' }, 0],
  ['nothing is told', undefined, undefined, {}, {}, 0],
  ['not what is known', 'claude-opus-5-5', 'plan', { model: 'haiku' }, { permissionMode: 'plan' }, 0],
  ['never no permission checks', 'claude-opus-5-5', 'bypassPermissions', {}, { model: 'claude-opus-5-5' }, 1],
  ['unless that is known', 'x', 'bypassPermissions', { permissionMode: 'bypassPermissions' }, { model: 'x' }, 0],
  ['no mode that is none', 'x', 'yolo', {}, { model: 'x' }, 0],
  ['no model that is a flag', '--dangerously-skip-permissions', undefined, {}, {}, 0],
  ['no model with blanks or escapes', 'claude \u001b[31m', undefined, {}, {}, 0],
  [
    'long names of other providers',
    'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.x-v1:0',
    undefined,
    {},
    { model: 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.x-v1:0' },
    0,
  ],
])('%s', (_, model, permissionMode, known, guessed, refused) => {
  const guess = guessSettings({ model, permissionMode, release: '2.1.329' }, known);
  expect(guess.settings).toEqual(guessed);
  expect(guess.refused).toHaveLength(refused);
});

test.each<[title: string | null, firstPrompt: string | null, taken: string[], name: string]>([
  ['Login flow', 'Fix it', [], 'login-flow'],
  [null, 'Fix the login, and then much more of it', [], 'fix-the-login-and'],
  [null, 'Fix the login', ['fix-the-login', 'fix-the-login-2'], 'fix-the-login-3'],
  ['Überprüfe Größe', null, [], 'uberprufe-gro-e'],
  ['ログイン', null, [], 'adopted'],
  [null, null, ['adopted'], 'adopted-2'],
  ['constructor', null, [], 'adopted'],
  [null, 'x'.repeat(300), [], 'x'.repeat(40)],
  ['team/auth.v2', 'Fix it', [], 'team/auth.v2'],
  ['team/auth', 'Fix it', ['team/auth'], 'team-auth'],
])('the name of %j, %j', (title, firstPrompt, taken, name) => {
  expect(proposeName({ title, firstPrompt }, (each) => taken.includes(each))).toBe(name);
});

test.each<[title: string | null, tag: string, name: string]>([
  [null, 'Review:now', 'review-now'],
  [null, 'review', 'review'],
  ['Login flow', 'review', 'login-flow'],
])('the name of a conversation with the title %j and the tag %j', (title, tag, name) => {
  expect(proposeName({ title, tag, firstPrompt: 'Fix it' }, () => false)).toBe(name);
});
