import type { OutputHolder } from '../core/notices.ts';
import { argumentsOf, fdsOf, listPids, targetOf } from './system-processes.ts';

/**
 * What standard output and standard error of a running program are called in the system: every process that inherits them has them
 * under the same names. Empty where the system does not say (everywhere but on Linux).
 */
export function outputsOf(pid: number): string[] {
  return [1, 2].flatMap((fd) => targetOf(pid, fd) ?? []);
}

/** The processes that have one of `outputs` open. Those of other users are not seen. */
export function findHolders(outputs: readonly string[]): OutputHolder[] {
  if (outputs.length === 0) return [];
  const isHolder = (pid: number) => fdsOf(pid).some((fd) => outputs.includes(targetOf(pid, fd) ?? ''));
  return listPids()
    .filter(isHolder)
    .map((pid) => ({ pid, command: argumentsOf(pid).join(' ').trim() }));
}
