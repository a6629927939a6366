import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
  test.skipIf(!isInstalled(shell))(
    `completes at a terminal (${shell})`,
    async () => {
      await using terminal = await startShell(shell, place());
      const lines: [string, string][] = [];
      for (const [typed, line] of table) {
        terminal.type(`${ctrlU}${typed}\t`);
        await terminal
          .until(
            (screen) => screen.includes(`$ ${line.trimEnd()}`) && screen.split('\n').some((each) => each.endsWith(line.trimEnd())),
            5000,
          )
          .catch(() => {});
        // What is typed next shows whether there is a blank.
        terminal.type('Z');
        await terminal.until((screen) => screen.trimEnd().endsWith('Z'), 5000).catch(() => {});
        const last = terminal.screen().trimEnd().split('\n').at(-1) ?? '';
        lines.push([typed, last.replace(/^\$ /, '').replace(/Z$/, '')]);
      }
      expect(lines).toEqual(table);
    },
    120_000,
  );

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
      ['chorus re', ['go on with a conversation', 'give a session another name']],
      ['chorus resume auth --m', ['most agentic turns of one call']],
      ['chorus help e', ['what a script can tell by']],
      ['chorus set auth perm', ['how tools are permitted']],
    ] as const) {
      await using terminal = await startShell(shell, place());
      terminal.type(`${typed}\t\t`);
      for (const each of help) await terminal.until(each);
    }
  });
});
