import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sendLine, untilClaudeListens } from '../support/interactive.ts';
import { realClaude } from '../support/real-claude.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { keys, runAtTerminal, type TerminalRun } from '../support/terminal.ts';
import { assistant, user } from '../support/transcripts.ts';
import { type Outcome, session } from './turns.ts';

function adoptAtTerminal(sandbox: Sandbox, { columns = 100, rows = 30, env = {}, args = [] as string[] } = {}): TerminalRun {
  return runAtTerminal(process.execPath, [chorusBin, 'adopt', ...args], {
    cwd: sandbox.work,
    env: { ...sandbox.env, ...env },
    columns,
    rows,
  });
}

/** As many conversations as there are prompts, the first the newest. */
function plant(sandbox: Sandbox, ...prompts: string[]): string[] {
  const folder = join(sandbox.home, '.claude', 'projects', sandbox.work.replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(folder, { recursive: true });
  return prompts.map((prompt, index) => {
    const id = `${String(index + 1).repeat(8)}-0000-4000-8000-000000000000`;
    const timestamp = `2026-01-01T00:00:${59 - index}.000Z`;
    const records = [user('u1', null, prompt), assistant('a1', 'u1', 'msg_1')].map((record) => ({
      ...record,
      cwd: sandbox.work,
      timestamp,
    }));
    writeFileSync(join(folder, `${id}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return id;
  });
}

const calm = { cursorHidden: false, alternateScreen: false, bracketedPaste: false, mouse: 'none' };

test('a conversation that was led at the terminal is chosen, named, and goes on', async () => {
  await using sandbox = await createSandbox();
  const approved = sandbox.env.ANTHROPIC_API_KEY?.slice(-20);
  writeFileSync(
    join(sandbox.home, '.claude.json'),
    JSON.stringify({
      hasCompletedOnboarding: true,
      customApiKeyResponses: { approved: [approved], rejected: [] },
      projects: { [sandbox.work]: { hasTrustDialogAccepted: true } },
    }),
  );
  await using claude = runAtTerminal(realClaude(), [], { cwd: sandbox.work, env: sandbox.env });
  await untilClaudeListens(claude);
  const say = (text: string) => sendLine(claude, text);
  await say('Design the login');
  await claude.until('reply to: Design the login');
  await say('/rename Login flow');
  await claude.until('Session renamed to: Login flow');
  await say('/exit');
  await claude.ended;

  await using chorus = adoptAtTerminal(sandbox);
  await chorus.until('Which conversation?');
  expect(chorus.screen()).toMatch(/❯ [0-9a-f]{8} .* “Login flow” Design the login\n/);
  chorus.type(keys.enter);
  await chorus.until('Its name? login-flow');
  chorus.type(keys.enter);
  expect(await chorus.ended).toMatchObject({ exitCode: 0 });
  expect(chorus.screen()).toMatch(/^session +login-flow\n/);
  expect(chorus.modes()).toEqual(calm);
  const outcome = (await sandbox.chorus('resume', 'login-flow', 'two', '--json')).json<Outcome>();
  expect(outcome.verdict).toMatchObject({ status: 'resumed', evidence: { lineage: 'proved' } });
  expect(session(sandbox, 'login-flow').settings).toMatchObject({ permissionMode: 'auto' });
});

describe('the choice', () => {
  test('is narrowed down by typing, and moved by arrows; a name that is taken or none is asked for again', async () => {
    await using sandbox = await createSandbox();
    const [, second] = plant(sandbox, 'Fix the login', 'Fix the logout', 'Write docs');
    await sandbox.chorus('new', 'taken');
    await using chorus = adoptAtTerminal(sandbox, { columns: 60 });
    await chorus.until('Write docs');
    expect(
      chorus
        .screen()
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
    chorus.type('log');
    await chorus.until((screen) => !screen.includes('Write docs'));
    chorus.type(keys.down);
    await chorus.until(/❯ 22222222/);
    chorus.type(keys.enter);
    await chorus.until('Its name? fix-the-logout');
    chorus.type('taken\r');
    await chorus.until('there is already a session taken');
    chorus.type('\u0015a b\r');
    await chorus.until('letters, digits');
    chorus.type('\u0015out\r');
    expect(await chorus.ended).toMatchObject({ exitCode: 0 });
    expect(session(sandbox, 'out').sessionId).toBe(second);
  });

  test.each([
    ['Ctrl-C', keys.ctrlC],
    ['Escape', keys.escape],
  ])('is given up with %s: nothing is written, and the terminal is as it was', async (_, key) => {
    await using sandbox = await createSandbox();
    plant(sandbox, 'Fix the login');
    for (const question of ['Which conversation?', 'Its name?']) {
      await using chorus = adoptAtTerminal(sandbox);
      await chorus.until('Which conversation?');
      if (question !== 'Which conversation?') {
        chorus.type(keys.enter);
        await chorus.until(question);
      }
      chorus.type(key);
      expect(await chorus.ended).toMatchObject({ exitCode: 130 });
      expect(chorus.screen()).toBe('chorus: nothing was chosen\n        Nothing was changed.');
      expect(chorus.modes()).toEqual(calm);
    }
    expect((await sandbox.chorus('list', '--json')).stdout).toBe('[]\n');
  });

  test('fits a window of few lines', async () => {
    await using sandbox = await createSandbox();
    plant(sandbox, ...Array.from({ length: 9 }, (_, index) => `Prompt ${index}`));
    await using chorus = adoptAtTerminal(sandbox, { rows: 8 });
    await chorus.until('esc quit');
    for (let down = 0; down < 8; down++) {
      chorus.type(keys.down);
      await chorus.until(new RegExp(`❯ .* Prompt ${down + 1}`));
    }
    await chorus.until(/❯ .* Prompt 8/);
    const lines = chorus.screen().split('\n');
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.filter((line) => line.startsWith('Which conversation?'))).toHaveLength(1);
  });

  test('is left out where the terminal can not show it, or a list is asked for', async () => {
    await using sandbox = await createSandbox();
    plant(sandbox, 'Fix the login {{very}} long, so that it does not fit into sixty columns at all', 'Write docs');
    for (const how of [{ env: { TERM: 'dumb' } }, { args: ['--list'] }]) {
      await using chorus = adoptAtTerminal(sandbox, { ...how, columns: 60 });
      expect(await chorus.ended).toMatchObject({ exitCode: 0 });
      const [header, first, second, ...rest] = chorus.screen().split('\n');
      expect(header).toMatch(/^ID +AGE +LAST USED +SIZE +TITLE, FIRST PROMPT$/);
      expect(first).toMatch(/^11111111 .*Fix the login.*…$/);
      expect([second, rest]).toEqual([expect.stringMatching(/^22222222 .*Write docs$/), []]);
    }
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('is ended by %s: the terminal gets its modes back', async (signal, exitCode) => {
    await using sandbox = await createSandbox();
    plant(sandbox, 'Fix the login');
    const pidFile = join(sandbox.root, 'pid');
    const script = `"$@"; echo "exit $?"; stty -a | tr -s ' ;' '\\n' | grep -xE -e '-?(icanon|echo)'`;
    const started = `echo $$ > '${pidFile}'; exec '${process.execPath}' '${chorusBin}' adopt`;
    await using shell = runAtTerminal('bash', ['-c', script, 'bash', 'sh', '-c', started], { cwd: sandbox.work, env: sandbox.env });
    await shell.until('Which conversation?');
    process.kill(Number(readFileSync(pidFile, 'utf8')), signal);
    await shell.ended;
    expect(shell.screen()).toMatch(
      new RegExp(`^chorus: nothing was chosen\\n +Nothing was changed\\.\\nexit ${exitCode}\\nicanon\\necho$`),
    );
    expect(shell.modes()).toEqual(calm);
  });
});
