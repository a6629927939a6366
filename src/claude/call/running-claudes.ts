import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OtherClaude } from '../../core/notices.ts';
import { claudeConfigDir } from '../transcript/projects.ts';

/**
 * The running processes that have a conversation open. From 2.1.100 on each keeps a file `sessions/<pid>.json` in Claude's folder
 * while it lives; earlier ones can not be seen. Files of killed ones stay, and are passed over.
 */
export function findOtherClaudes(env: NodeJS.ProcessEnv, sessionId: string): OtherClaude[] {
  return indexOtherClaudes(env, (id) => id === sessionId)(sessionId);
}

/** Finds those of many conversations: each file is read once. */
export function indexOtherClaudes(env: NodeJS.ProcessEnv, isWanted = (_id: string) => true): (sessionId: string) => OtherClaude[] {
  const folder = join(claudeConfigDir(env), 'sessions');
  const others = new Map<string, OtherClaude[]>();
  for (const file of listJson(folder)) {
    const { pid, sessionId, procStart, startedAt, entrypoint } = readEntry(join(folder, file)) ?? {};
    if (typeof sessionId !== 'string' || typeof pid !== 'number' || !isWanted(sessionId) || !isRunning(pid, procStart)) continue;
    const found = { pid, isInteractive: entrypoint === 'cli', startedAt: typeof startedAt === 'number' ? new Date(startedAt) : undefined };
    others.set(sessionId, [...(others.get(sessionId) ?? []), found]);
  }
  return (sessionId) => others.get(sessionId) ?? [];
}

interface RegistryEntry {
  pid: unknown;
  sessionId: unknown;
  /** In ms since 1970. */
  startedAt: unknown;
  /** `cli` at a terminal, `sdk-cli` with `-p`. */
  entrypoint: unknown;
  /** On Linux, from 2.1.150 on: when the process was started, in ticks since the machine was: no other process of that pid has the same. */
  procStart: unknown;
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}

function readEntry(path: string): Partial<RegistryEntry> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number, procStart: unknown): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return typeof procStart !== 'string' || startOf(pid) === undefined || startOf(pid) === procStart;
}

/** Field 22 of /proc/<pid>/stat; the second, the program's name in parentheses, may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
