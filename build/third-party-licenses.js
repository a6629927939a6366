import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A plugin that writes the license of every package that is in the bundles. One instance serves all of them. The build fails where a
 * bundled package has no license.
 */
export function thirdPartyLicenses(file) {
  const packages = new Map();
  return {
    name: 'third-party-licenses',
    generateBundle(_, bundle) {
      for (const id of Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)) {
        const folder = id.includes('node_modules') ? packageFolder(id) : undefined;
        if (folder !== undefined && !packages.has(folder)) packages.set(folder, describePackage(folder));
      }
    },
    writeBundle() {
      const texts = [...packages.values()].toSorted((a, b) => (a.title < b.title ? -1 : 1)).map(({ title, text }) => `${title}\n\n${text}`);
      writeFileSync(file, `Parts of these packages are in dist/.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`);
    },
  };
}

/** The folder of the package that a module is in. Some have a nameless package.json further in. */
function packageFolder(id) {
  for (let folder = dirname(id.replace(/\?.*$/, '')); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version) return folder;
  }
  throw new Error(`${id} is in no package`);
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((each) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(each));
  if (files.length === 0) throw new Error(`${name} ${version} is bundled, and has no license file`);
  const text = files.map((each) => `${readFileSync(join(folder, each), 'utf8').replaceAll('\r', '').trim()}\n`).join('\n');
  return { title: `${name} ${version} (${license ?? 'see below'})`, text };
}
