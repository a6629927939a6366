import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  file: string;
  /** One of ours by its path below `src`, or the name of a package. */
  target: string;
}

/** Files below `src` that import others, type or not, at once or later. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\)?\()\s*['"`]([^'"`]+)['"`]/g)].map(
    ([, target = '']) => ({ file, target: target.startsWith('.') ? posix.join(dirname(file), target) : target }),
  ),
);

const ground = ['errors.ts', 'core'];
const library = [...ground, 'process', 'claude', 'git', 'store', 'turn', 'library'];
const features = ['branches', 'runs', 'share', 'doctor', 'report'];

/** What each room may import beside itself. What is not named here has no room. */
const walls: Record<string, readonly string[]> = {
  'errors.ts': [],
  core: ['errors.ts'],
  process: ground,
  claude: [...ground, 'process'],
  git: [...ground, 'process'],
  store: [...ground, 'process'],
  turn: [...ground, 'process', 'claude', 'git', 'store'],
  library,
  ...Object.fromEntries(features.map((feature) => [feature, library])),
  batch: [...library, 'branches', 'runs'],
  // A program of its own: what it reads of the store loads nothing else.
  completion: [...ground, 'store'],
  terminal: [...ground, 'process'],
  commands: [...ground, 'library', ...features, 'batch', 'completion', 'terminal'],
  'index.ts': [...library, ...features, 'batch'],
  'program.ts': [...ground, 'commands', 'terminal'],
  'main.ts': ['errors.ts', 'program.ts', 'commands', 'terminal'],
};

/** Within the rooms that have floors: what each folder may import of its own room. */
const floors: Record<string, readonly string[]> = {
  'claude/stream': [],
  'claude/transcript': ['claude/stream'],
  'claude/call': ['claude/stream', 'claude/transcript'],
};

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

test('every file is in a room', () => {
  expect(files.map(roomOf).filter((room) => !(room in walls))).toEqual([]);
  expect(imports.length).toBeGreaterThan(500);
});

test('imports go down only, room by room, types included', () => {
  const trespassers = imports.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    return files.includes(target) && from !== to && !walls[from]?.includes(to);
  });
  expect(trespassers.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('imports go down only within a room with floors', () => {
  const trespassers = imports.filter(({ file, target }) => {
    const [from, to] = [dirname(file), dirname(target)];
    return files.includes(target) && from !== to && roomOf(target) === roomOf(file) && floors[from] && !floors[from].includes(to);
  });
  expect(trespassers.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('no two files import each other, at whatever distance', () => {
  const next = new Map(files.map((file) => [file, imports.filter((each) => each.file === file).map(({ target }) => target)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test.each<[wall: string, target: RegExp, may: RegExp]>([
  ['programs are started in one room', /^(execa|(node:)?child_process)$/, /^process\//],
  ['only the store keeps things', /^(conf|env-paths|fs-native-extensions)(\/|$)/, /^store\//],
  ['only the terminal shows', /^(chalk|ora|marked|@inquirer\/core|fuzzysort|string-width|wrap-ansi)$/, /^terminal\//],
  ['only the program and its commands read the command line', /^commander$/, /^(program\.ts|commands\/)/],
])('%s', (_, target, may) => {
  const trespassers = imports.filter((each) => target.test(each.target) && !may.test(each.file));
  expect(trespassers.map((each) => `${each.file} imports ${each.target}`)).toEqual([]);
});

test('commands do not import each other, and touch the store through the library alone', () => {
  const verb = /^commands\/[^/]+\.ts$/;
  expect(imports.filter(({ file, target }) => file.startsWith('commands/') && verb.test(target))).toEqual([]);
  const touching = files.filter((file) => file.startsWith('commands/') && /\bstore\b/.test(readFileSync(join(src, file), 'utf8')));
  expect(touching).toEqual([]);
});

/** What a file imports at once, with all that those files import: files by their path below `root`, and packages. */
function reachOf(root: string, entries: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const reached = { files: new Set<string>(), packages: new Set<string>() };
  const visit = (file: string) => {
    if (reached.files.has(file)) return;
    reached.files.add(file);
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'/gm)) {
      if (!target.startsWith('.')) reached.packages.add(target);
      else if (target.endsWith('.ts')) visit(posix.join(dirname(file), target));
    }
  };
  entries.forEach(visit);
  return reached;
}

test('what makes output beautiful is loaded late: a turn is under way before it', () => {
  const { files: reached, packages } = reachOf(
    src,
    ['new', 'resume', 'fork'].map((verb) => `commands/${verb}.ts`),
  );
  expect([...reached]).toContain('terminal/turn-words.ts');
  expect([...packages]).toContain('commander');
  for (const late of ['ora', 'chalk', 'marked', 'wrap-ansi', 'cli-truncate', 'string-width']) expect([...packages]).not.toContain(late);
});

test('a turn that continues an unchanged conversation is under way before what others need is loaded', () => {
  const { files: reached } = reachOf(src, ['program.ts', 'commands/shared/context.ts', 'commands/resume.ts', 'library/turns.ts']);
  expect([...reached]).toEqual(expect.arrayContaining(['turn/run.ts', 'store/lock.ts']));
  const late = [
    'claude/transcript/difference.ts',
    'commands/shared/turn-preview.ts',
    'commands/shared/usage.ts',
    'core/event-brief.ts',
    'library/drafts.ts',
    'store/lock-take-over.ts',
    'store/queue.ts',
    'terminal/table.ts',
    'turn/conclude.ts',
    'turn/fork-point.ts',
  ];
  expect(late.filter((file) => !files.includes(file))).toEqual([]);
  expect(late.filter((file) => reached.has(file))).toEqual([]);
});

test('the demo, the benchmark and the conformance run do without the test runner', () => {
  const { files: reached, packages } = reachOf(join(src, '..'), [
    'test/support/demo.ts',
    'test/bench/bench.ts',
    ...readdirSync(join(src, '../test/conformance/scenarios')).map((file) => `test/conformance/scenarios/${file}`),
    'test/conformance/main.ts',
  ]);
  expect([...reached]).toContain('test/support/interactive.ts');
  expect([...packages]).not.toContain('vitest');
});
