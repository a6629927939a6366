import { homedir } from 'node:os';
import envPaths from 'env-paths';
import { expect, test } from 'vitest';
import { optionalFolder, resolveHome } from '../../src/store/resolve-home.ts';
import { thrownBy } from '../support/thrown.ts';

const posix = test.skipIf(process.platform === 'win32');
const linux = test.skipIf(process.platform !== 'linux');

test("the platform's folder is that of env-paths", () => {
  expect(resolveHome(process.env)).toBe(envPaths('chorus', { suffix: '' }).config);
});

posix.each<[env: NodeJS.ProcessEnv, home: string]>([
  [{ HOME: '/home/me', CHORUS_HOME: '/srv/chorus' }, '/srv/chorus'],
  [{ HOME: '/home/me', CHORUS_HOME: '/srv/../srv/chorus/' }, '/srv/chorus'],
  [{ CHORUS_HOME: '/srv/chorus' }, '/srv/chorus'],
])('%j: %s', (env, home) => {
  expect(resolveHome(env)).toBe(home);
});

linux.each<[env: NodeJS.ProcessEnv, home: string]>([
  [{ HOME: '/home/me' }, '/home/me/.config/chorus'],
  [{ HOME: '/home/me', XDG_CONFIG_HOME: '' }, '/home/me/.config/chorus'],
  [{ HOME: '/home/me', XDG_CONFIG_HOME: '/etc/me' }, '/etc/me/chorus'],
  [{}, `${homedir()}/.config/chorus`],
])('%j: %s', (env, home) => {
  expect(resolveHome(env)).toBe(home);
});

posix.each<[env: NodeJS.ProcessEnv, message: string, hint: string]>([
  [{ HOME: '' }, 'HOME is empty', 'Set HOME to an absolute path, or unset it.'],
  [{ HOME: 'me' }, 'HOME is not an absolute path: "me"', 'Set HOME to an absolute path, or unset it.'],
  [{ HOME: '', CHORUS_HOME: '/srv/chorus' }, 'HOME is empty', 'Set HOME to an absolute path, or unset it.'],
  [{ HOME: '/home/me', CHORUS_HOME: '' }, 'CHORUS_HOME is empty', 'Set CHORUS_HOME to an absolute path, or unset it.'],
  [
    { HOME: '/home/me', CHORUS_HOME: './x' },
    'CHORUS_HOME is not an absolute path: "./x"',
    'Set CHORUS_HOME to an absolute path, or unset it.',
  ],
])('%j is an error', (env, message, hint) => {
  expect(thrownBy(() => resolveHome(env))).toEqual({ message, hint, exitCode: 7 });
});

linux('a relative XDG_CONFIG_HOME is an error where it would be used', () => {
  expect(thrownBy(() => resolveHome({ HOME: '/home/me', XDG_CONFIG_HOME: '.config' }))).toMatchObject({
    message: 'XDG_CONFIG_HOME is not an absolute path: ".config"',
    exitCode: 7,
  });
  expect(resolveHome({ HOME: '/home/me', XDG_CONFIG_HOME: '.config', CHORUS_HOME: '/srv' })).toBe('/srv');
});

posix('an optional folder', () => {
  expect([optionalFolder({}, 'X'), optionalFolder({ X: '' }, 'X'), optionalFolder({ X: '/x/' }, 'X')]).toEqual([
    undefined,
    undefined,
    '/x',
  ]);
  expect(thrownBy(() => optionalFolder({ X: 'x' }, 'X'))).toMatchObject({ exitCode: 7 });
});
