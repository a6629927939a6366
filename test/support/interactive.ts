import { writeFileSync } from 'node:fs';
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
  /** Types a prompt, and waits for its answer. */
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
  await terminal.until(/shortcuts|Try "|❯|│ >/, 20_000);
  // Its prompt is there before it listens.
  await sleep(1200);
  const say = async (text: string) => {
    terminal.type(text);
    // What comes with the text is taken for a part of what was pasted.
    await sleep(600);
    terminal.type('\r');
  };
  return Object.assign(terminal, {
    say,
    ask: async (text: string) => {
      await say(text);
      await terminal.until(`reply to: ${text}`);
      await sleep(300);
    },
    leave: async () => {
      await say('/exit');
      return (await terminal.ended).exitCode;
    },
  });
}
