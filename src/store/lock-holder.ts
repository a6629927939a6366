import { ftruncateSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { statOf } from '../process/system-processes.ts';
import { readOwnFile } from './own-file.ts';
import { time } from './session-schema.ts';

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What the lock is held for: a command of chorus. */
  action: v.string(),
  /** ISO 8601. */
  since: time,
  /** ISO 8601; set while it waits for a usage limit to reset. */
  waitsUntil: v.optional(time),
});

/** Who holds a lock, as recorded in the locked file. */
export type LockHolder = v.InferOutput<typeof holderSchema>;

/**
 * Writes the holder into the locked file: in place, not by the atomic writer, since a rename would replace the locked file by an unlocked
 * one. The lock does not depend on it, so a full disk does no harm.
 */
export function writeHolder(fd: number, holder: LockHolder): void {
  try {
    ftruncateSync(fd, 0);
    writeSync(fd, JSON.stringify(holder), 0);
  } catch {
    // Waiting calls then cannot say who holds the lock.
  }
}

export function clearHolder(fd: number): void {
  try {
    ftruncateSync(fd, 0);
  } catch {
    // As above.
  }
}

/** Undefined if the file does not name one. */
export function readHolder(path: string): LockHolder | undefined {
  try {
    const holder: unknown = JSON.parse(readOwnFile(path) ?? '');
    return v.is(holderSchema, holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Words that follow "is held by": the process, since when, and how to continue it if it is stopped. */
export function describeHolder(holder: LockHolder | undefined, now: Date): string {
  if (!holder) return 'another call';
  const { pid, action, since, waitsUntil } = holder;
  const caller = `chorus ${action} (process ${pid}) since ${clock(new Date(since), now)}`;
  const who = waitsUntil ? `${caller}, which waits for a usage limit until ${clock(new Date(waitsUntil), now)}` : caller;
  switch (processState(pid)) {
    case 'gone':
      return `the claude of ${who}, still running although chorus has ended`;
    case 'stopped':
      return `${who}, which is stopped: kill -CONT ${pid}`;
    default:
      return who;
  }
}

function clock(time: Date, now: Date): string {
  const [date = '', hours = ''] = time.toLocaleString('sv-SE').split(' ');
  return Math.abs(now.getTime() - time.getTime()) < 12 * 3_600_000 ? hours : `${date} ${hours}`;
}

/** A process of another user counts as running. Only on Linux is a stopped process recognized. */
function processState(pid: number): 'running' | 'stopped' | 'gone' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  return statOf(pid).state === 'T' ? 'stopped' : 'running';
}
