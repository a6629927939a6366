import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills what still runs with this HOME: a `claude` outlives a chorus that was killed.
 * Told by the environment, since the pid of a grandchild is known to nobody. Needs /proc; elsewhere it finds nothing.
 */
export function killLeftovers(home: string): void {
  for (const pid of listPids()) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${home}`)) continue;
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It ended in the meantime, or is another user's.
      if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

function listPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}
