import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { type Command, run } from './timed.ts';

/** The Node that chorus runs on. */
export interface NodeBinary {
  path: string;
  /** `20.20.2`. */
  version: string;
  major: number;
}

/** Where a family of cases runs: the environment, the commands, and how much of it is wanted. */
export interface Ground {
  sandbox: Sandbox;
  node: NodeBinary;
  isShort: boolean;
  /** `name`, told apart from the same one on another Node. */
  ownName(name: string): string;
  chorus(args: readonly string[], env?: Record<string, string>): Command;
  /** The 15 lines that do nothing but start `claude`. */
  wrapper(prompt: string, started: StartedSession): Command;
  /** Node, on a program of one character. */
  nothing(): Command;
  /** Where the quick `claude` notes when it was started. */
  startedNote: string;
  /** What makes a command's `claude` the quick one. */
  quick: Record<string, string>;
}

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function createGround(): Promise<{ on(node: NodeBinary, isShort: boolean): Ground; dispose(): Promise<void> }> {
  const sandbox = await createSandbox();
  const claude = join(sandbox.root, 'quick', 'claude');
  const project = join(sandbox.home, '.claude', 'projects', sandbox.work.replaceAll(/[^A-Za-z0-9]/g, '-'));
  for (const folder of [`${claude}.tips`, project]) mkdirSync(folder, { recursive: true });
  copyFileSync(beside('quick-claude.sh'), claude);
  chmodSync(claude, 0o755);
  const { env, work: cwd } = sandbox;
  const on = (node: NodeBinary, isShort: boolean): Ground => ({
    sandbox,
    node,
    isShort,
    ownName: (name) => `${name}-${node.version}`,
    chorus: (args, more) => ({ file: node.path, args: [chorusBin, ...args], cwd, env: { ...env, ...more } }),
    wrapper: (prompt, { path, argv }) => ({
      file: node.path,
      args: [beside('minimal-wrapper.cjs'), prompt, path, ...argv],
      cwd,
      env: { ...env, QUICK_CLAUDE_PROJECT: project },
    }),
    nothing: () => ({ file: node.path, args: ['-e', '0'], cwd, env }),
    startedNote: `${claude}.started`,
    quick: { CHORUS_CLAUDE: claude, QUICK_CLAUDE_PROJECT: project },
  });
  return { on, dispose: () => sandbox.dispose() };
}

/** A session, and what goes on with another one as it does, without chorus: each has a conversation of its own, and they grow alike. */
export async function startPair(
  ground: Ground,
  label: string,
  env: Record<string, string> = {},
): Promise<{ name: string; wrapped: StartedSession }> {
  const name = ground.ownName(label);
  await startSession(ground, name, env);
  return { name, wrapped: await startSession(ground, ground.ownName(`${label}-wrapped`), env) };
}

/** How a conversation is gone on with. */
export interface StartedSession {
  /** Of `claude`. */
  path: string;
  argv: string[];
}

/** Starts a session, unless it is there. @returns how its next turn calls `claude`. */
export async function startSession(ground: Ground, name: string, env: Record<string, string> = {}): Promise<StartedSession> {
  await run(ground.chorus(['new', name, 'hello', '--quiet', '--force'], env));
  const { stdout } = await run(ground.chorus(['resume', name, 'hello', '--json'], env));
  return (JSON.parse(stdout) as { claude: StartedSession }).claude;
}
