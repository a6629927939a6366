import { readdirSync, readFileSync } from 'node:fs';

/**
 * What still runs with this HOME: a `claude` outlives a chorus that was killed.
 * Told by the environment, since the pid of a grandchild is known to nobody. Needs /proc; elsewhere it finds nothing.
 */
export function findLeftovers(home: string): number[] {
  return listPids().filter((pid) => readIfThere(`/proc/${pid}/environ`).split('\0').includes(`HOME=${home}`));
}

export function killLeftovers(home: string): void {
  for (const pid of findLeftovers(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** What a process started, but for what its threads did. Needs /proc. */
export function childrenOf(pid: number): number[] {
  return readIfThere(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((child) => child !== '')
    .map(Number);
}

function listPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // It ended in the meantime, or is another user's.
    if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return '';
  }
}
