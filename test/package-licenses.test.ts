import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/temporary-folder.ts';

interface LicensePlugin {
  generateBundle(options: unknown, bundle: Record<string, { moduleIds?: string[] }>): void;
  writeBundle(): void;
}

// The build runs it as it is, on Node 20: it is JavaScript.
const { thirdPartyLicenses } = (await import('../build/third-party-licenses.js' as string)) as {
  thirdPartyLicenses(file: string): LicensePlugin;
};

/** Makes a package with these files. @returns the path of a module in it. */
function makePackage(folder: string, name: string, files: Record<string, string>): string {
  const path = join(folder, 'node_modules', name);
  mkdirSync(join(path, 'lib'), { recursive: true });
  const manifest = JSON.stringify({ name, version: '1.2.3', license: 'MIT' });
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...files })) writeFileSync(join(path, file), text);
  return join(path, 'lib/index.js');
}

test('each bundled package is listed once with its licenses, in alphabetical order', () => {
  const folder = temporaryFolder();
  const zebra = makePackage(folder, 'zebra', { 'LICENSE.md': 'Zebra license\r\n' });
  const adder = makePackage(folder, '@animals/adder', { license: 'Adder license', 'NOTICE.txt': 'Adder notice', 'README.md': 'words' });
  // A package.json further in, which only says what kind of modules are there.
  writeFileSync(join(folder, 'node_modules/zebra/lib/package.json'), '{ "type": "module" }');
  const file = join(folder, 'LICENSES');
  const plugin = thirdPartyLicenses(file);
  plugin.generateBundle({}, { 'main.js': { moduleIds: [zebra, `${adder}?commonjs`, join(folder, 'src/main.ts')] }, 'table.json': {} });
  plugin.generateBundle({}, { 'other.js': { moduleIds: [zebra] } });
  plugin.writeBundle();
  const titles = readFileSync(file, 'utf8').match(/^.* 1\.2\.3 \(MIT\)$/gm);
  expect(titles).toEqual(['@animals/adder 1.2.3 (MIT)', 'zebra 1.2.3 (MIT)']);
  const text = readFileSync(file, 'utf8');
  for (const part of ['Adder license\n', 'Adder notice\n', 'Zebra license\n']) expect(text).toContain(part);
  expect(text).not.toMatch(/words|\r/);
});

test('a bundled package without a license fails the build', () => {
  const folder = temporaryFolder();
  const bare = makePackage(folder, 'bare', { 'README.md': 'words' });
  const plugin = thirdPartyLicenses(join(folder, 'LICENSES'));
  expect(() => plugin.generateBundle({}, { 'main.js': { moduleIds: [bare] } })).toThrow('bare 1.2.3 is bundled, and has no license file');
});

test('a module outside any package fails the build', () => {
  const folder = temporaryFolder();
  const plugin = thirdPartyLicenses(join(folder, 'LICENSES'));
  const lost = join(folder, 'node_modules/lost/index.js');
  expect(() => plugin.generateBundle({}, { 'main.js': { moduleIds: [lost] } })).toThrow(`${lost} is in no package`);
});
