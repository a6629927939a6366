import { expect, test } from 'vitest';
import { openerOf, openPage } from '../../src/terminal/open-page.ts';

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string[]]>([
  ['linux', {}, ['xdg-open']],
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['linux', { BROWSER: '/usr/bin/firefox' }, ['/usr/bin/firefox']],
  ['linux', { BROWSER: '' }, ['xdg-open']],
])('on %s with %j', (platform, env, opener) => {
  expect(openerOf(platform, env)).toEqual(opener);
});

test('says why it could not be opened', async () => {
  expect(await openPage('/x.html', { BROWSER: '/nowhere/browser' })).toMatch(/ENOENT/);
  expect(await openPage('/x.html', { BROWSER: '/bin/false', PATH: '/bin' })).toBe('/bin/false ended with exit code 1');
  expect(await openPage('/x.html', { BROWSER: '/bin/true', PATH: '/bin' })).toBeUndefined();
});
