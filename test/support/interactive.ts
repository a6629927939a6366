import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chorusBin, type Env, type Sandbox } from './sandbox.ts';
import { runAtTerminal, type TerminalRun } from './terminal.ts';

/** What an interactive `claude` asks a person once, answered: the theme, the key, whether the folder is trusted. */
export function skipOnboarding({ home, work }: Sandbox): void {
  const project = {
    // 1.0.90 to 2.0.0 read these without looking whether they are there.
    allowedTools: [],
    history: [],
    mcpContextUris: [],
    mcpServers: {},
    enabledMcpjsonServers: [],
    disabledMcpjsonServers: [],
    hasTrustDialogAccepted: true,
    hasCompletedProjectOnboarding: true,
  };
  const config = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: ['test-key'], rejected: [] },
    bypassPermissionsModeAccepted: true,
    projects: { [work]: project },
  };
  writeFileSync(join(home, '.claude.json'), JSON.stringify(config));
}

export interface Conversing extends TerminalRun {
  /** Types a prompt or a command, and sends it. */
  say(text: string): Promise<void>;
  /** Types a prompt, and waits until its answer is shown, and stands in a transcript. */
  ask(text: string): Promise<void>;
  /** Leaves Claude. @returns the exit code of chorus. */
  leave(): Promise<number>;
}

export interface OpenOptions {
  env?: Env;
  columns?: number;
  rows?: number;
}

/** Runs chorus at a terminal. */
export function chorusAtTerminal(sandbox: Sandbox, args: readonly string[], { env, ...size }: OpenOptions = {}): TerminalRun {
  return runAtTerminal(process.execPath, [chorusBin, ...args], { cwd: sandbox.work, env: { ...sandbox.env, ...env }, ...size });
}

/** Opens a session at a terminal, and waits until Claude listens. */
export async function openAtTerminal(sandbox: Sandbox, args: readonly string[], options?: OpenOptions): Promise<Conversing> {
  const terminal = chorusAtTerminal(sandbox, args, options);
  await untilClaudeListens(terminal);
  return converse(sandbox, terminal);
}

/** Until Claude's prompt is shown, and the terminal hands over each key: what is typed from then on reaches it. */
export async function untilClaudeListens(terminal: TerminalRun): Promise<void> {
  await terminal.until((screen) => /shortcuts|Try "|❯|│ >/.test(screen) && terminal.modes().bracketedPaste);
}

/** Talks with the Claude that listens at a terminal. */
export function converse(sandbox: Sandbox, terminal: TerminalRun): Conversing {
  const say = (text: string) => sendLine(terminal, text);
  return Object.assign(terminal, {
    say,
    ask: async (text: string) => {
      await say(text);
      await terminal.until(`reply to: ${text}`);
      const isWritten = (path: string) => readFileSync(path, 'utf8').includes(`reply to: ${text}`);
      while (!sandbox.transcripts().some(isWritten)) await sleep(20);
    },
    leave: async () => {
      await say('/exit');
      return (await terminal.ended).exitCode;
    },
  });
}

/** Types a line, and sends it once Claude's prompt shows it: what comes with it is taken for a part of what was pasted. */
export async function sendLine(terminal: TerminalRun, text: string): Promise<void> {
  terminal.type(text);
  // Old releases draw a box around it.
  await terminal.until((screen) => [...screen.matchAll(/^[ \u00a0│]*[❯>](.*)/gm)].at(-1)?.[1]?.includes(text.slice(0, 40)) ?? false);
  terminal.type('\r');
}
