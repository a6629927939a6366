import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { chorusBin } from '../support/sandbox.ts';
import { isInstalled, placeWith, type ShellName, startShell } from '../support/shells.ts';

const ctrlU = '\u0015';

/** What is typed before Tab, and the whole line after it; a blank at its end is one that the shell added. */
const table: [typed: string, line: string][] = [
  ['chorus resu', 'chorus resume '],
  ['chorus completion zs', 'chorus completion zsh '],
  ['chorus config pa', 'chorus config path '],
  ['chorus help exi', 'chorus help exit-codes '],
  ['chorus resume te', 'chorus resume team/login '],
  ['chorus resume Au', 'chorus resume Auth '],
  ['chorus resume "te', 'chorus resume "team/login" '],
  ['chorus rename team/login ', 'chorus rename team/login '],
  ['chorus fork --json te', 'chorus fork --json team/login '],
  ['chorus resume auth --fallb', 'chorus resume auth --fallback-model '],
  ['chorus resume auth --model=ha', 'chorus resume auth --model=haiku '],
  ['chorus resume auth "--model=ha', 'chorus resume auth "--model=haiku" '],
  ["chorus set auth 'model=ha", "chorus set auth 'model=haiku' "],
  ['chorus resume auth --model=opus\\[', 'chorus resume auth --model=opus\\[1m\\] '],
  ['chorus resume auth --model ha', 'chorus resume auth --model haiku '],
  ['chorus resume auth "do it" --permission-mode pl', 'chorus resume auth "do it" --permission-mode plan '],
  ['chorus new x --profile ca', 'chorus new x --profile careful '],
  ['chorus new x --output=str', 'chorus new x --output=stream-json '],
  ['chorus set auth permissionM', 'chorus set auth permissionMode='],
  ['chorus set auth permissionMode=pl', 'chorus set auth permissionMode=plan '],
  ['chorus set auth profile=ca', 'chorus set auth profile=careful '],
  ['chorus set --defaults onG', 'chorus set --defaults onGone='],
  ['chorus set --profile careful vault=of', 'chorus set --profile careful vault=off '],
  ['chorus unset auth effo', 'chorus unset auth effort '],
  ['chorus new x --prompt-file wor', 'chorus new x --prompt-file words.md '],
  ['chorus new x --system-prompt-file=wor', 'chorus new x --system-prompt-file=words.md '],
  ['chorus new x --add-dir fol', 'chorus new x --add-dir folder/'],
  ['chorus resume auth -- wor', 'chorus resume auth -- words.md '],
  ['echo x | chorus resume te', 'echo x | chorus resume team/login '],
];

function place() {
  const made = placeWith({ auth: {}, '+auth': {}, 'team=login': {}, 'not a session': {} }, { profiles: { careful: {} } });
  writeFileSync(join(made.work, 'words.md'), '');
  writeFileSync(join(made.work, 'folder.txt'), '');
  mkdirSync(join(made.work, 'folder'));
  return made;
}

describe.each<ShellName>(['bash', 'zsh', 'fish'])('%s', (shell) => {
  test.skipIf(!isInstalled(shell))(`completes at a terminal (${shell})`, async () => {
    await using terminal = await startShell(shell, place());
    const lines: [string, string][] = [];
    for (const [typed, line] of table) {
      terminal.type(`${ctrlU}${typed}\t`);
      await terminal.until(
        (screen) => screen.includes(`$ ${line.trimEnd()}`) && screen.split('\n').some((each) => each.endsWith(line.trimEnd())),
      );
      // What is typed next shows whether there is a blank.
      terminal.type('Z');
      await terminal.until((screen) => screen.trimEnd().endsWith('Z'));
      const last = terminal.screen().trimEnd().split('\n').at(-1) ?? '';
      lines.push([typed, last.replace(/^\$ /, '').replace(/Z$/, '')]);
    }
    expect(lines).toEqual(table);
  });

  test.skipIf(!isInstalled(shell))(`says nothing when the home is broken (${shell})`, async () => {
    const broken = placeWith({});
    writeFileSync(join(broken.chorusHome, 'config.json'), '{');
    await using terminal = await startShell(shell, {
      ...broken,
      env: { ...broken.env, CHORUS_HOME: join(broken.chorusHome, 'config.json') },
    });
    const before = terminal.screen();
    terminal.type('chorus resume a\t');
    await terminal.until('chorus resume a');
    terminal.type('bc');
    await terminal.until('chorus resume abc');
    expect(terminal.screen().slice(0, before.trimEnd().length)).toBe(before.trimEnd());
    expect(terminal.screen().trimEnd()).toMatch(/^\$ chorus resume abc$/m);
    expect(terminal.screen()).not.toMatch(/error|ENOTDIR|JSON/i);
  });
});

describe.each<ShellName>(['zsh', 'fish'])('%s', (shell) => {
  test.skipIf(!isInstalled(shell))(`shows what each candidate is (${shell})`, async () => {
    for (const [typed, help] of [
      ['chorus re', ['continue a conversation', 'rename a session']],
      ['chorus resume auth --m', ['maximum number of agentic turns in one call']],
      ['chorus help e', ['what each exit code means']],
      ['chorus set auth perm', ['how tools are permitted']],
    ] as const) {
      await using terminal = await startShell(shell, place());
      terminal.type(`${typed}\t\t`);
      for (const each of help) await terminal.until(each);
    }
  });
});

test.each<[home: string, make: (home: string) => void]>([
  ['none', () => {}],
  ['a file', (home) => writeFileSync(home, '')],
  [
    'whose folder of sessions is a link',
    (home) => {
      mkdirSync(home);
      symlinkSync('/', join(home, 'sessions'));
    },
  ],
  [
    'whose config is damaged',
    (home) => {
      mkdirSync(home);
      writeFileSync(join(home, 'config.json'), '{"profiles": 5');
    },
  ],
])('a home that is %s: nothing is said, and nothing is made', async (_, make) => {
  const { env, work } = placeWith({});
  const home = join(work, 'home');
  make(home);
  for (const words of [
    ['resume', ''],
    ['new', 'x', '--profile', ''],
    ['set', 'a', 'profile='],
  ]) {
    const ran = await run(['__complete', 'zsh', '--', ...words], { ...env, CHORUS_HOME: home });
    expect({ words, ...ran }).toEqual({ words, exitCode: 0, stdout: '', stderr: '' });
  }
  expect(existsSync(home)).toBe(_ !== 'none');
});

test('what nobody asked for in that way is answered with nothing, too', async () => {
  const { env } = placeWith({});
  for (const argv of [['__complete'], ['__complete', 'bash'], ['__complete', 'bash', '--'], ['__complete', 'zsh', '--']]) {
    expect(await run(argv, env)).toMatchObject({ exitCode: 0, stderr: '' });
  }
});

test('one of 1,000 sessions', async () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => `s${String(index).padStart(4, '0')}`);
  const { env } = placeWith(Object.fromEntries(numbers.map((name) => [name, { tags: [] }])));
  const { stdout } = spawnSync(process.execPath, [chorusBin, '__complete', 'bash', '=:', '--', 'chorus resume s050'], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toBe(numbers.slice(500, 510).join('\n').concat('\n'));
});

describe('chorus completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s prints a script that begins with how to install it', async (shell) => {
    const { env } = placeWith({});
    const { stdout, exitCode } = await run(['completion', shell], env);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 6).join('\n')).toContain(`# Install it with \`chorus completion ${shell} --install\``);
    const told = JSON.parse((await run(['completion', shell, '--json'], env)).stdout);
    expect(told).toMatchObject({ shell, script: stdout, isInstalled: false });
    expect(existsSync(told.path)).toBe(false);
  });

  test.each([
    ['bash', '.local/share/bash-completion/completions/chorus'],
    ['zsh', '.zfunc/_chorus'],
    ['fish', '.config/fish/completions/chorus.fish'],
  ])('%s --install writes it, says where, and puts nothing of others away', async (shell, place) => {
    const { env } = placeWith({});
    const path = join(String(env.HOME), place);
    const script = (await run(['completion', shell], env)).stdout;
    const installed = await run(['completion', shell, '--install'], env);
    expect(installed).toMatchObject({ exitCode: 0, stdout: '' });
    expect(installed.stderr).toContain(`chorus: written to ${path}\n`);
    expect(readFileSync(path, 'utf8')).toBe(script);
    writeFileSync(path, `${script}# an older one\n`);
    expect((await run(['completion', shell, '--install'], env)).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(script);
    writeFileSync(path, '# of somebody else\n');
    const refused = await run(['completion', shell, '--install'], env);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(`${path} already exists, and is not a completion script of chorus`);
    expect(readFileSync(path, 'utf8')).toBe('# of somebody else\n');
    expect(readdirSync(String(env.HOME)).filter((name) => name !== '.cache')).toEqual([place.split('/')[0]]);
  });

  test('a shell that it does not know', async () => {
    const { env } = placeWith({});
    const ran = await run(['completion', 'tcsh'], env);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('Allowed choices are bash, zsh, fish');
  });

  test.skipIf(!isInstalled('fish'))('fish reads it from where it was installed (fish)', async () => {
    const here = place();
    await run(['completion', 'fish', '--install'], here.env);
    const { stdout } = await execa('fish', ['-c', 'complete -C "chorus resume te"'], { env: here.env, extendEnv: false });
    expect(stdout).toBe('team/login');
  });

  test.skipIf(!isInstalled('zsh'))('zsh reads it from where it was installed, with the line that chorus names (zsh)', async () => {
    const here = place();
    const { stderr } = await run(['completion', 'zsh', '--install'], here.env);
    const line =
      stderr
        .split('\n')
        .find((each) => each.includes('fpath='))
        ?.trim() ?? '';
    await using terminal = await startShell('zsh', here, [line, 'autoload -U compinit; compinit -D -u']);
    terminal.type('chorus resume te\t');
    await terminal.until('chorus resume team/login');
  });

  const bashCompletion = '/usr/share/bash-completion/bash_completion';
  test.skipIf(!isInstalled('bash') || !existsSync(bashCompletion))(
    'the package bash-completion finds it where it was installed (bash)',
    async () => {
      const here = place();
      await run(['completion', 'bash', '--install'], here.env);
      await using terminal = await startShell('bash', here, [`source ${bashCompletion}`]);
      terminal.type('chorus resume te\t');
      await terminal.until('chorus resume team/login');
      terminal.type('--model=ha\t');
      await terminal.until('chorus resume team/login --model=haiku');
    },
  );
});

async function run(args: string[], env: Record<string, string>) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [chorusBin, ...args], {
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  });
  return { exitCode, stdout, stderr };
}
