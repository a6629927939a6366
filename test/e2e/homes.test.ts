import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { chorusBin } from '../support/sandbox.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Env = Record<string, string>;

interface Place {
  cwd: string;
  home: string;
  run(env: Env, ...args: string[]): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>;
}

/** A directory to call chorus from, and a home of a user, without anything else in the environment. */
function place(): Place {
  const folder = temporaryFolder();
  const [cwd, home] = [join(folder, 'cwd'), join(folder, 'home')];
  for (const each of [cwd, home]) mkdirSync(each);
  return {
    cwd,
    home,
    run: async (env, ...args) => {
      const options = { cwd, env: { PATH: process.env.PATH ?? '', ...env }, extendEnv: false, reject: false, stdin: 'ignore' } as const;
      const { exitCode, stdout, stderr } = await execa(process.execPath, [chorusBin, ...args], { ...options, timeout: 60_000 });
      return { exitCode, stdout, stderr };
    },
  };
}

/** What the environment says, and what is wrong with it. */
const bad: [what: string, env: (home: string) => Env, problem: string, variable: string][] = [
  ['an empty HOME', () => ({ HOME: '' }), 'HOME is empty', 'HOME'],
  ['a relative HOME', () => ({ HOME: 'me' }), 'HOME is not an absolute path: "me"', 'HOME'],
  ['an empty HOME beside a CHORUS_HOME', (home) => ({ HOME: '', CHORUS_HOME: home }), 'HOME is empty', 'HOME'],
  ['an empty CHORUS_HOME', (home) => ({ HOME: home, CHORUS_HOME: '' }), 'CHORUS_HOME is empty', 'CHORUS_HOME'],
  ['a relative CHORUS_HOME', (home) => ({ HOME: home, CHORUS_HOME: './x' }), 'CHORUS_HOME is not an absolute path: "./x"', 'CHORUS_HOME'],
];
if (process.platform === 'linux') {
  bad.push([
    'a relative XDG_CONFIG_HOME',
    (home) => ({ HOME: home, XDG_CONFIG_HOME: '.config' }),
    'XDG_CONFIG_HOME is not an absolute path: ".config"',
    'XDG_CONFIG_HOME',
  ]);
}

describe.skipIf(process.platform === 'win32').each(bad)('%s', (_, envWith, problem, variable) => {
  test('exit 7 says what to do, and nothing is written', async () => {
    const { cwd, home, run } = place();
    for (const args of [
      ['list'],
      ['log'],
      ['new', 'auth', 'hi'],
      ['set', '--defaults', 'model=opus'],
      ['doctor', '--fix'],
      ['config', 'path'],
    ]) {
      expect([args, await run(envWith(home), ...args)]).toEqual([
        args,
        { exitCode: 7, stdout: '', stderr: `chorus: ${problem}\n        Set ${variable} to an absolute path, or unset it.` },
      ]);
    }
    expect([readdirSync(cwd), existsSync(join(home, 'sessions'))]).toEqual([[], false]);
  });

  test('help and the version are printed all the same, and completion is silent', async () => {
    const { cwd, home, run } = place();
    for (const args of [
      ['--version'],
      ['--help'],
      ['help'],
      ['help', 'settings'],
      ['help', 'exit-codes'],
      ['resume', '--help'],
      ['vault', '--help'],
    ]) {
      const ran = await run(envWith(home), ...args);
      expect([args, ran.exitCode, ran.stderr]).toEqual([args, 0, '']);
      expect(ran.stdout).not.toBe('');
    }
    expect(await run(envWith(home), '__complete', 'fish', '--', 'resume', '')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('completion --install', () => {
  test.each([
    ['bash', 'HOME'],
    ['zsh', 'HOME'],
    ['fish', 'HOME'],
    ['bash', 'XDG_DATA_HOME'],
    ['bash', 'BASH_COMPLETION_USER_DIR'],
    ['zsh', 'ZDOTDIR'],
    ['fish', 'XDG_CONFIG_HOME'],
  ])('of %s writes nothing below a relative %s', async (shell, variable) => {
    const { cwd, home, run } = place();
    const ran = await run({ HOME: home, CHORUS_HOME: home, [variable]: 'x' }, 'completion', shell, '--install');
    expect(ran).toMatchObject({ exitCode: 7, stderr: expect.stringContaining(`chorus: ${variable} is not an absolute path: "x"\n`) });
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('a home that cannot be created', () => {
  test.each(['/proc/x', '/proc/x/y/z', '/dev/null/x'])('%s is an error, and not waited for', async (home) => {
    const { home: user, run } = place();
    for (const args of [
      ['set', '--defaults', 'model=opus'],
      ['set', '--profile', 'a', 'model=opus'],
    ]) {
      const ran = await run({ HOME: user, CHORUS_HOME: home }, ...args);
      expect(ran).toMatchObject({ exitCode: 7, stdout: '', stderr: expect.stringContaining(`chorus: ${home} cannot be created: `) });
      expect(ran.stderr).toContain('or set CHORUS_HOME to another folder.');
    }
  });
});

test.skipIf(process.platform !== 'linux')('without HOME, the home is that of the system', async () => {
  const { cwd, run } = place();
  const ran = await run({}, 'config', 'path');
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\/.*\/\.config\/chorus\//) });
  expect(readdirSync(cwd)).toEqual([]);
});

const canBeNobody = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

test.runIf(canBeNobody)('a user without any home is told so', async () => {
  const { exitCode, stderr } = await execa(
    '/usr/bin/setpriv',
    ['--reuid=54321', '--regid=54321', '--clear-groups', process.execPath, chorusBin, 'list'],
    { env: { PATH: process.env.PATH ?? '' }, extendEnv: false, reject: false, cwd: '/' },
  );
  expect({ exitCode, stderr }).toEqual({
    exitCode: 7,
    stderr:
      'chorus: no home directory found: HOME is not set, and the system has none for this user\n        Set HOME to an absolute path.',
  });
});

test('a program that uses the library gets each signal once, after a write too', async () => {
  const { home, cwd } = place();
  const library = new URL('../../dist/library/index.js', import.meta.url).href;
  const program = `
    const { createChorus } = await import(${JSON.stringify(library)});
    const chorus = createChorus({ home: ${JSON.stringify(join(home, 'chorus'))} });
    await chorus.record('auth');
    process.stdout.write(JSON.stringify(process.eventNames().filter((event) => String(event).startsWith('SIG'))));`;
  const ran = await execa(process.execPath, ['--input-type=module', '--eval', program], { cwd, env: { HOME: home }, extendEnv: false });
  expect(ran.stdout).toBe('[]');
  expect(existsSync(join(home, 'chorus', 'sessions', 'auth.json'))).toBe(true);
});
