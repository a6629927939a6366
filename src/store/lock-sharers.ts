import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { oneLine } from '../core/printable.ts';
import { firstSharedFd } from '../process/start.ts';

/** A process that shares a lock: it has the file open as the process that locked it opened it. */
export interface LockSharer {
  pid: number;
  /** Its command line, or its name if it has none. */
  command: string;
  /** Whether a turn may still be at work in it: chorus, or a `claude`. */
  isAtWork: boolean;
}

/**
 * The processes that share the lock of a file, also after the file has lost its name. Empty if none can be seen: only Linux shows them, and
 * only those of the same user.
 *
 * Chorus opened the file itself; whoever inherited it has it as the first descriptor that chorus shares with `claude`. Of those, a turn may
 * be at work in a process whose command line names the conversation, and in a `claude`: some releases replace their command line.
 * @param ids of the session's conversation.
 */
export function findLockSharers(path: string, inode: number, ids: readonly string[]): LockSharer[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      const fds = lockedFds(`/proc/${pid}`, path, inode);
      return fds.length === 0 ? [] : [sharerOf(Number(pid), fds, ids)];
    });
}

function lockedFds(process: string, path: string, inode: number): number[] {
  return tryRead(() => readdirSync(`${process}/fd`), [])
    .filter((fd) => isLockedFile(process, fd, path, inode))
    .map(Number);
}

/** A waiting call has the file open too, but another opening of it, which has no lock. */
function isLockedFile(process: string, fd: string, path: string, inode: number): boolean {
  const link = `${process}/fd/${fd}`;
  return (
    tryRead(() => readlinkSync(link), '').startsWith(path) &&
    tryRead(() => statSync(link).ino, 0) === inode &&
    /^lock:/m.test(tryRead(() => readFileSync(`${process}/fdinfo/${fd}`, 'utf8'), ''))
  );
}

function sharerOf(pid: number, fds: readonly number[], ids: readonly string[]): LockSharer {
  const args = tryRead(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '')
    .split('\0')
    .filter((arg) => arg !== '');
  const name = tryRead(() => readFileSync(`/proc/${pid}/comm`, 'utf8'), '').trim();
  const isInherited = fds.every((fd) => fd === firstSharedFd);
  const isClaude = [name, ...args.slice(0, 2)].some((word) => /^(?:claude(?:\.exe)?|cli\.js)$/.test(basename(word)));
  const namesConversation = ids.some((id) => args.some((arg) => arg.includes(id)));
  return {
    pid,
    command: oneLine(args.length > 0 ? args.join(' ') : name),
    isAtWork: !isInherited || isClaude || namesConversation,
  };
}

/** Processes end at any time, and those of other users cannot be read. */
function tryRead<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
