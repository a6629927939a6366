import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../../src/process/start.ts';
import { openerOf, openPage } from '../../src/terminal/open-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
  const folder = temporaryFolder();
  const [fine, failing] = [join(folder, 'fine.cjs'), join(folder, 'failing.cjs')];
  writeFileSync(fine, '');
  writeFileSync(failing, 'process.exitCode = 3;');
  const BROWSER = process.execPath;
  expect(await openPage(fine, { BROWSER }, startProgram)).toBeUndefined();
  expect(await openPage(failing, { BROWSER }, startProgram)).toBe(`${BROWSER} ended with exit code 3`);
  expect(await openPage(fine, { BROWSER: '/nowhere/browser' }, startProgram)).toMatch(/ENOENT/);
});
