import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** What every file imports, type or not, at once or later; files of ours by their path below `src`. */
const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => relative('.', file).replaceAll('\\', '/'))
  .flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\)?\()\s*['"`]([^'"`]+)['"`]/g)].map(
      ([, target = '']) => ({
        file,
        target: target.startsWith('.') ? posix.join(dirname(file), target) : target,
      }),
    ),
  );

/** Which of `files` import what `target` matches, but for those that may. */
function trespassers(files: RegExp, target: RegExp, may: RegExp = /^$/): string[] {
  return imports
    .filter((each) => files.test(each.file) && target.test(each.target) && !may.test(each.file))
    .map((each) => `${each.file} imports ${each.target}`);
}

test('the imports are found', () => {
  const found = imports.map(({ file, target }) => `${file} imports ${target}`);
  for (const known of [
    'claude/process.ts imports execa',
    'store/json-file.ts imports conf',
    'program.ts imports commands/new.ts',
    'session/chorus.ts imports session/drafts.ts',
  ]) {
    expect(found).toContain(known);
  }
});

test.each<[wall: string, files: RegExp, target: RegExp, may: RegExp | undefined]>([
  ['claude knows nothing of the store', /^claude\//, /^store\//, undefined],
  ['the store knows nothing of claude', /^store\//, /^claude\//, undefined],
  [
    'neither knows the terminal or the commands',
    /^(claude|store|session)\//,
    /^(terminal|commands)\/|^(context|program|main)\.ts$/,
    undefined,
  ],
  [
    'only claude/process.ts starts programs, but for the pager and what opens a page',
    /./,
    /^(execa|(node:)?child_process)$/,
    /^(claude\/process|terminal\/(open-page|pager))\.ts$/,
  ],
  ['those two are started with what Node has', /^terminal\//, /^execa$/, undefined],
  ['only the store keeps things', /./, /^(conf|env-paths|fs-native-extensions)(\/|$)/, /^store\//],
  ['only the terminal shows', /./, /^(chalk|ora|marked|@inquirer\/core|fuzzysort|string-width|wrap-ansi)$/, /^terminal\//],
  ['only the program and its commands read the command line', /./, /^commander$/, /^(program\.ts|commands\/)/],
  ['commands do not import each other', /^commands\//, /^commands\/(?!shared\/)/, undefined],
  ['the terminal knows no command', /^terminal\//, /^(commands\/|program\.ts)/, undefined],
  // completion/describe.ts runs when chorus is built, and is in no bundle.
  ['nothing but the program knows a command', /./, /^commands\//, /^(program\.ts|commands\/|completion\/describe\.ts)/],
])('%s', (_, files, target, may) => {
  expect(trespassers(files, target, may)).toEqual([]);
});

test('what makes output beautiful is loaded late: a turn is under way before it', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(join(src, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm)) {
      if (target.startsWith('.')) visit(posix.join(dirname(file), target));
      else packages.add(target);
    }
  };
  for (const verb of ['new', 'resume', 'fork']) visit(`commands/${verb}.ts`);
  expect([...seen]).toContain('terminal/words.ts');
  expect([...packages]).toContain('commander');
  for (const late of ['ora', 'chalk', 'marked', 'wrap-ansi', 'cli-truncate', 'string-width']) expect([...packages]).not.toContain(late);
});
