import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// What Linux shows of every process in /proc. Processes end at any time, and those of other users cannot be read: then, and on every other
// system, there is nothing to see.

export function listPids(): number[] {
  return numbersIn('/proc');
}

/** The descriptors that a process has open. */
export function fdsOf(pid: number): number[] {
  return numbersIn(`/proc/${pid}/fd`);
}

/** What a descriptor leads to: a path, or the name of a pipe or a socket. */
export function targetOf(pid: number, fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return undefined;
  }
}

/** The command line of a process. */
export function argumentsOf(pid: number): string[] {
  return readOf(pid, 'cmdline').replace(/\0$/, '').split('\0');
}

/** `state` is a letter as `ps` shows it, `start` the time of the start in ticks since boot: it tells a process from a later one of this pid. */
export function statOf(pid: number): { state: string | undefined; start: string | undefined } {
  // Fields 3 and 22. The second field, the program's name in parentheses, may hold anything.
  const fields = readOf(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return { state: fields[0] || undefined, start: fields[19] };
}

/** A file of a process, as `comm`. Empty if it cannot be read. */
export function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return [];
  }
}
