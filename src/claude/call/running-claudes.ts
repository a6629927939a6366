import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, number, parseObject, text } from '../../core/json.ts';
import type { OtherClaude } from '../../core/notices.ts';
import type { Session } from '../../core/session.ts';
import { statOf } from '../../process/system-processes.ts';
import { claudeConfigDir } from '../transcript/projects.ts';

/**
 * The running processes that have a conversation open. From 2.1.100 on each keeps a file `sessions/<pid>.json` in Claude's folder
 * while it lives; earlier releases cannot be seen. Files of killed processes stay, and are ignored.
 */
export function findOtherClaudes(env: NodeJS.ProcessEnv, { cwd, sessionId }: Opened): OtherClaude[] {
  return readRegistry(join(claudeConfigDir(env, cwd), 'sessions'), (id) => id === sessionId).get(sessionId) ?? [];
}

/** The same for many conversations: each file is read once. */
export function indexOtherClaudes(env: NodeJS.ProcessEnv): (opened: Opened) => OtherClaude[] {
  const registries = new Map<string, Map<string, OtherClaude[]>>();
  return ({ cwd, sessionId }) => {
    const folder = join(claudeConfigDir(env, cwd), 'sessions');
    const others = registries.get(folder) ?? readRegistry(folder, () => true);
    registries.set(folder, others);
    return others.get(sessionId) ?? [];
  };
}

/** A conversation, and the directory that its `claude` runs in. */
type Opened = Pick<Session, 'cwd' | 'sessionId'>;

function readRegistry(folder: string, isWanted: (id: string) => boolean): Map<string, OtherClaude[]> {
  const others = new Map<string, OtherClaude[]>();
  for (const file of listJson(folder)) {
    const entry = readEntry(join(folder, file));
    const [pid, sessionId, startedAt] = [number(entry?.pid), text(entry?.sessionId), number(entry?.startedAt)];
    if (pid === undefined || sessionId === undefined || !isWanted(sessionId) || !isRunning(pid, text(entry?.procStart))) continue;
    const isInteractive = entry?.entrypoint === 'cli';
    const found = { pid, isInteractive, startedAt: startedAt === undefined ? undefined : new Date(startedAt) };
    others.set(sessionId, [...(others.get(sessionId) ?? []), found]);
  }
  return others;
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}

/** `startedAt` is in ms since 1970; `entrypoint` is `cli` at a terminal, `sdk-cli` with `-p`. */
function readEntry(path: string): JsonObject | undefined {
  try {
    return parseObject(readFileSync(path));
  } catch {
    return undefined;
  }
}

/**
 * @param procStart on Linux, from 2.1.150 on: the start time of the process, in ticks since boot. It tells a process from a later
 * one with the same pid.
 */
function isRunning(pid: number, procStart: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const { state, start } = statOf(pid);
  // One that was killed stays as a zombie until its parent asks how it ended; in a container nobody may.
  if (state === 'Z' || state === 'X') return false;
  return procStart === undefined || start === undefined || start === procStart;
}
