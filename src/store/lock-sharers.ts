import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { oneLine } from '../core/printable.ts';
import { firstSharedFd } from '../process/start.ts';
import { argumentsOf, fdsOf, listPids, readOf, targetOf } from '../process/system-processes.ts';

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
  return listPids().flatMap((pid) => {
    const fds = fdsOf(pid).filter((fd) => isLockedFile(pid, fd, path, inode));
    return fds.length === 0 ? [] : [sharerOf(pid, fds, ids)];
  });
}

/** A waiting call has the file open too, but another opening of it, which has no lock. */
function isLockedFile(pid: number, fd: number, path: string, inode: number): boolean {
  return targetOf(pid, fd)?.startsWith(path) === true && inodeOf(pid, fd) === inode && /^lock:/m.test(readOf(pid, `fdinfo/${fd}`));
}

function inodeOf(pid: number, fd: number): number | undefined {
  try {
    return statSync(`/proc/${pid}/fd/${fd}`).ino;
  } catch {
    return undefined;
  }
}

function sharerOf(pid: number, fds: readonly number[], ids: readonly string[]): LockSharer {
  const args = argumentsOf(pid).filter((arg) => arg !== '');
  const name = readOf(pid, 'comm').trim();
  const isInherited = fds.every((fd) => fd === firstSharedFd);
  const isClaude = [name, ...args.slice(0, 2)].some((word) => /^(?:claude(?:\.exe)?|cli\.js)$/.test(basename(word)));
  const namesConversation = ids.some((id) => args.some((arg) => arg.includes(id)));
  return {
    pid,
    command: oneLine(args.length > 0 ? args.join(' ') : name),
    isAtWork: !isInherited || isClaude || namesConversation,
  };
}
