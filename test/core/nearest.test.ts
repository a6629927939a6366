import { expect, test } from 'vitest';
import { nearestNames } from '../../src/core/nearest.ts';

test.each<[name: string, names: string[], nearest: string[]]>([
  ['auth', [], []],
  ['auth', ['billing', 'docs'], []],
  ['auht', ['auth', 'billing'], ['auth']],
  ['AUTH', ['auth'], ['auth']],
  ['auth', ['auth-jwt-long-name', 'authx', 'auth2', 'uth'], ['authx', 'auth2', 'uth']],
  ['permission-mode', ['permissionMode', 'permissionPrompts'], ['permissionMode']],
  ['--modle', ['--betas', '--model'], ['--model']],
  ['--perm', ['--permission-mode', '--json'], ['--permission-mode']],
  ['xy', ['rm', 'ls', 'mv'], []],
  ['mr', ['rm', 'mv'], ['mv']],
  ['', ['auth'], []],
  ['aut', ['auth-jwt-long-name'], ['auth-jwt-long-name']],
])('%s among %j', (name, names, nearest) => {
  expect(nearestNames(name, names)).toEqual(nearest);
});
