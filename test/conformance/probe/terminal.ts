import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendLine, skipOnboarding, untilClaudeListens } from '../../support/interactive.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { runAtTerminal } from '../../support/terminal.ts';
import { BareClaude } from './bare-claude.ts';

/**
 * Whether a prompt at an interactive resume goes to a transcript without the history, so that a resume of that transcript does not have
 * it, in one of several tries.
 */
export async function lookAtTerminal(box: Sandbox, tries: number): Promise<boolean> {
  skipOnboarding(box);
  const claude = new BareClaude(box);
  for (let count = 1; count <= tries; count++) if (await strays(claude, `stray${count}`)) return true;
  return false;
}

async function strays(claude: BareClaude, prompt: string): Promise<boolean> {
  const { box } = claude;
  const id = claude.newId();
  await claude.call(`before${prompt}`, `--session-id=${id}`);
  await using terminal = runAtTerminal(claude.path, ['--resume', id], { cwd: box.work, env: claude.env });
  await untilClaudeListens(terminal);
  await sleep(500);
  await sendLine(terminal, prompt);
  await terminal.until(`reply to: ${prompt}`);
  const holders = () => box.transcripts().filter((path) => readFileSync(path, 'utf8').includes(`reply to: ${prompt}`));
  // It may be written at the end.
  for (let waited = 0; holders().length === 0 && waited < 5000; waited += 50) await sleep(50);
  await sendLine(terminal, '/exit');
  await terminal.ended;
  // A release that goes on under a new id has the whole conversation there.
  const holder = holders().find((path) => readFileSync(path, 'utf8').includes(`reply to: before${prompt}`)) ?? holders()[0];
  const next = await claude.call(`after${prompt}`, `--resume=${basename(holder ?? id, '.jsonl')}`);
  const history = next.sent?.history.join('\n') ?? '';
  return !(history.includes(`user: before${prompt}`) && history.includes(`user: ${prompt}`));
}
