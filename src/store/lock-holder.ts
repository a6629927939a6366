import { ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { readOwnFile } from './own-file.ts';

/** Who has a lock, as it says in the locked file. */
export interface LockHolder {
  pid: number;
  /** What it does: a command of chorus. */
  action: string;
  /** ISO 8601. */
  since: string;
}

/** Says in a locked file who has it. The lock holds without that, so that a full disk stops nothing. */
export function writeHolder(fd: number, holder: LockHolder): void {
  try {
    ftruncateSync(fd, 0);
    writeSync(fd, JSON.stringify(holder), 0);
  } catch {
    // Who waits is told less.
  }
}

export function clearHolder(fd: number): void {
  try {
    ftruncateSync(fd, 0);
  } catch {
    // As above.
  }
}

/** Undefined where the file does not say. */
export function readHolder(path: string): LockHolder | undefined {
  try {
    const { pid, action, since } = JSON.parse(readOwnFile(path) ?? '') as Partial<LockHolder>;
    const isWhole = typeof pid === 'number' && typeof action === 'string' && !Number.isNaN(Date.parse(String(since)));
    return isWhole ? { pid, action, since: since as string } : undefined;
  } catch {
    return undefined;
  }
}

/** In words that follow "is held by": who, since when, and what it needs to go on. */
export function describeHolder(holder: LockHolder | undefined, now: Date): string {
  if (!holder) return 'another call';
  const { pid, action, since } = holder;
  const who = `chorus ${action} (process ${pid}) since ${clock(new Date(since), now)}`;
  switch (processState(pid)) {
    case 'gone':
      return `the claude of ${who}, which it outlived`;
    case 'stopped':
      return `${who}, which is stopped: kill -CONT ${pid}`;
    default:
      return who;
  }
}

function clock(time: Date, now: Date): string {
  const [date = '', hours = ''] = time.toLocaleString('sv-SE').split(' ');
  return now.getTime() - time.getTime() < 12 * 3_600_000 ? hours : `${date} ${hours}`;
}

/** A process of another user is there, too; whether one is stopped is known on Linux. */
function processState(pid: number): 'running' | 'stopped' | 'gone' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  try {
    // The second field is the program's name in parentheses, whatever is in it.
    return /\) T [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) ? 'stopped' : 'running';
  } catch {
    return 'running';
  }
}
