import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, createConversation, prepared } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { lastExchange, type Outcome, talk } from './turns.ts';

const withPirate = prepared((sandbox) => begin(sandbox, 'auth', 'one', '--system-prompt', 'You are a pirate.'));

describe('the system prompt', () => {
  test('reaches the model on every turn', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'pirate', 'one', '--system-prompt', 'You are a pirate.');
    for (const prompt of ['two', 'three']) {
      const ran = await sandbox.chorus('resume', 'pirate', prompt, '--json');
      expect(ran.json<Outcome>().claude.argv).toContain('--system-prompt=You are a pirate.');
      expect(ran.json<Outcome>().claude.argv).not.toContain('--system-prompt-snapshot=off');
    }
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
    for (const { system } of sandbox.api.exchanges) expect(system).toContain('You are a pirate.');
  });

  test('one that is added stands beside that of claude', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'plain', 'one');
    const { length } = lastExchange(sandbox).system;
    await sandbox.chorus('new', 'auth', 'one', '--append-system-prompt', 'Answer in rhymes.');
    await sandbox.chorus('resume', 'auth', 'two');
    expect(lastExchange(sandbox).system).toContain('Answer in rhymes.');
    expect(lastExchange(sandbox).system.length).toBeGreaterThan(length);
  });

  test('a changed one arrives, on this turn and on those after it', async () => {
    await using sandbox = await withPirate();
    await sandbox.inProcess('set', 'auth', 'systemPrompt=You are a lawyer.');
    for (const prompt of ['two', 'three']) {
      const ran = await sandbox.chorus('resume', 'auth', prompt, '--json');
      expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
      expect(ran.json<Outcome>().claude.argv).toContain('--system-prompt-snapshot=off');
      expect(lastExchange(sandbox).system).toContain('You are a lawyer.');
      expect(lastExchange(sandbox).system).not.toContain('pirate');
    }
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
  });

  test('one of a call holds for that call alone', async () => {
    await using sandbox = await withPirate();
    await sandbox.chorus('resume', 'auth', 'two', '--system-prompt', 'You are a lawyer.');
    expect(lastExchange(sandbox).system).toContain('You are a lawyer.');
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).system).toContain('You are a pirate.');
    expect(lastExchange(sandbox).system).not.toContain('lawyer');
  });

  test("one that is set on a conversation without, and one that is taken away: claude's own comes back", async () => {
    await using sandbox = await createConversation();
    const own = lastExchange(sandbox).system;
    await sandbox.inProcess('set', 'auth', 'systemPrompt=You are a pirate.');
    await sandbox.chorus('resume', 'auth', 'two');
    expect(lastExchange(sandbox).system).toContain('You are a pirate.');
    await sandbox.inProcess('unset', 'auth', 'systemPrompt');
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).system).not.toContain('pirate');
    expect(lastExchange(sandbox).system.slice(0, 200)).toBe(own.slice(0, 200));
  });

  test('of a file: what the file holds at the time of the turn', async () => {
    await using sandbox = await createSandbox();
    const file = join(sandbox.work, 'role.md');
    writeFileSync(file, 'You are a pirate.\n');
    await sandbox.chorus('new', 'auth', 'one', '--system-prompt-file', 'role.md');
    expect(lastExchange(sandbox).system).toContain('You are a pirate.');
    const unchanged = await sandbox.chorus.with({ cwd: sandbox.home }, 'resume', 'auth', 'two', '--json');
    expect(unchanged.json<Outcome>().claude.argv).toContain(`--system-prompt-file=${file}`);
    expect(unchanged.json<Outcome>().claude.argv).not.toContain('--system-prompt-snapshot=off');
    writeFileSync(file, 'You are a lawyer.\n');
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).system).toContain('You are a lawyer.');
    expect(lastExchange(sandbox).system).not.toContain('pirate');
  });

  test('survives a compaction', async () => {
    await using sandbox = await withPirate();
    await sandbox.chorus('resume', 'auth', 'two');
    const compacted = await sandbox.chorus('resume', 'auth', '/compact', '--json');
    expect(compacted.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).system).toContain('You are a pirate.');
    expect(lastExchange(sandbox).prompt).toContain('three');
    const next = await sandbox.chorus('resume', 'auth', 'four', '--json');
    expect(next.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
  });

  test('a fork has its own', async () => {
    await using sandbox = await withPirate();
    const ran = await sandbox.chorus('fork', 'auth', 'law', 'two', '--system-prompt', 'You are a lawyer.', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'forked' }, exitCode: 0 });
    expect(lastExchange(sandbox).system).toContain('You are a lawyer.');
    await sandbox.chorus('resume', 'law', 'three');
    expect(lastExchange(sandbox).system).toContain('You are a lawyer.');
    await sandbox.chorus('resume', 'auth', 'four');
    expect(lastExchange(sandbox).system).toContain('You are a pirate.');
  });
});
