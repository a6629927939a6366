import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The package as others get it: packed, installed into an empty folder without scripts or network, compiled against, and run. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chorus-package-')));
const app = join(folder, 'app');
const installed = join(app, 'node_modules/chorus-cli');
const env = { HOME: folder, PATH: process.env.PATH, CHORUS_CLAUDE: join(folder, 'no-claude'), npm_config_cache: join(folder, 'cache') };

beforeAll(async () => {
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  const packed = await execa('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { env, extendEnv: false });
  const offline = ['--offline', '--ignore-scripts', '--install-links', '--no-audit', '--no-fund', '--no-update-notifier'];
  await execa('npm', ['install', ...offline, join(folder, packed.stdout.trim()), ...dependencies()], { cwd: app, env, extendEnv: false });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The folders of the packages that chorus depends on at run time, directly or not. */
function dependencies(): string[] {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };
  const needed = Object.entries(packages).filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional);
  return needed.map(([path]) => resolve(path));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function filesIn(path: string, options?: { recursive: boolean }): string[] {
  return readdirSync(join(installed, path), { ...options, encoding: 'utf8' }).toSorted();
}

test('the program runs where only the package is installed', async () => {
  const { version } = readJson('package.json') as { version: string };
  const { stdout } = await execa(join(app, 'node_modules/.bin/chorus'), ['--version'], { env, extendEnv: false });
  expect(stdout).toBe(version);
});

test('it has what a user needs, and nothing else', () => {
  expect(filesIn('.')).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD-PARTY-LICENSES', 'bin', 'dist', 'docs', 'package.json']);
  expect(filesIn('dist')).toEqual(['cli', 'completion', 'library', 'types']);
  expect(filesIn('docs').filter((name) => name === 'performance.md' || name.endsWith('.json'))).toEqual([]);
  expect(filesIn('.', { recursive: true }).filter((path) => path.endsWith('.d.ts'))).toEqual([join('dist', 'types', 'index.d.ts')]);
});

test('nothing runs when it is installed', () => {
  const { scripts } = readJson(join(installed, 'package.json')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
});

/** Steps from the settings table to the type of its settings, and classes whose public face is `Chorus`. */
const unnamed = [
  'Chorus$1',
  'Details',
  'Row',
  'SessionLibrary',
  'SettingContent',
  'SettingKind',
  'TableRow',
  'Typed',
  'ValueOf',
  'ValueOfKind',
];

test('every type that a signature names is exported', () => {
  const declarations = readFileSync(join(installed, 'dist/types/index.d.ts'), 'utf8');
  const exported = declarations.slice(declarations.lastIndexOf('export {'));
  const names = [...declarations.matchAll(/^(?:declare )?(?:interface|class|type) ([\w$]+)/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(80);
  // An export under another name reads "Selection$1 as HistorySelection".
  const missing = names.filter((name) => !exported.split(/[\s,{}]+/).includes(name));
  expect(missing.toSorted()).toEqual(unnamed);
});

const consumer = `
import {
  type Chorus, ChorusError, createChorus, type ErrorCode, exitCodes, type Observer, type Settings, type TurnOutcome, type TurnPreview,
} from 'chorus-cli';

declare const console: { log(text: string): void };

const settings: Settings = { model: 'opus', addDir: ['/'], timeout: 90, onGone: 'fresh' };
// @ts-expect-error there is no such setting
const wrong: Settings = { modell: 'opus' };
const previews: TurnPreview[] = [];
const observer: Observer = {
  onChunk: (chunk: Uint8Array) => console.log(String(chunk.length)),
  onPrepared: (preview) => void previews.push(preview),
};

export async function turns(chorus: Chorus): Promise<number> {
  const outcome: TurnOutcome = await chorus.resume('auth', 'go on', { settings, observer, wait: 0 });
  for await (const message of chorus.fork('auth', 'auth-2', 'try this', { settings: wrong })) {
    if (message.type === 'chorus') console.log(message.verdict.status);
  }
  return outcome.exitCode + (outcome.turn.costUsd ?? 0);
}

async function failure(run: PromiseLike<unknown>): Promise<ErrorCode | undefined> {
  try {
    await run;
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    console.log(error.code + ' ' + error.exitCode);
    return error.code;
  }
}

const chorus = createChorus({ home: '${join(folder, 'chorus')}' });
if ((await failure(chorus.get('nobody'))) !== 'session-not-found') throw new Error('another error');
await failure(chorus.start('auth', 'hello', { settings, observer }));
console.log(String(exitCodes.claudeNotFound));
`;

test('a program compiles against it without any types of Node, and runs', async () => {
  writeFileSync(join(app, 'consumer.ts'), consumer);
  const compilerOptions = { target: 'es2023', lib: ['es2023'], module: 'nodenext', types: [], strict: true, skipLibCheck: false };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const compiled = await execa(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', app], { reject: false });
  expect(compiled.stdout).toBe('');
  const { stdout } = await execa(process.execPath, ['consumer.js'], { cwd: app, env, extendEnv: false });
  expect(stdout.split('\n')).toEqual(['session-not-found 8', 'claude-not-found 127', '127']);
});
