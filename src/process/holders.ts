import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { OutputHolder } from '../core/notices.ts';

/**
 * What standard output and standard error of a running program are called in the system: every process that inherits them has them
 * under the same names. Empty where the system does not say (everywhere but on Linux).
 */
export function outputsOf(pid: number): string[] {
  return [1, 2].flatMap((fd) => linkOf(`/proc/${pid}/fd/${fd}`) ?? []);
}

/** The processes that have one of `outputs` open. Those of other users are not seen. */
export function findHolders(outputs: readonly string[]): OutputHolder[] {
  if (outputs.length === 0) return [];
  const pids = list('/proc').map(Number).filter(Number.isInteger);
  const isHolder = (pid: number) => list(`/proc/${pid}/fd`).some((fd) => outputs.includes(linkOf(`/proc/${pid}/fd/${fd}`) ?? ''));
  return pids.filter(isHolder).map((pid) => ({ pid, command: commandOf(pid) }));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
