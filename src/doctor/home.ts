import { chmodSync, closeSync, lstatSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { quoteForShell } from '../core/shell.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { openLockFile, tryLock } from '../store/kernel-lock.ts';
import { fileError } from '../store/own-file.ts';
import { byFix, found, type Repairable } from './repairable.ts';

/** The folders and files of a home, and who can access them. Damaged content is found by the checks that read the files. */
export function checkHome(home: string): Repairable[] {
  const stats = statOf(home);
  if (!stats) return [{ finding: found('home', 'ok', `nothing is stored in ${home} yet`) }];
  const entries = [home, ...listDeep(home)];
  const checked = entries.flatMap((path) => checkEntry(path, path === home));
  return [
    { finding: found('home', 'ok', `everything is stored in ${home}`) },
    { finding: checkLocks(home) },
    ...checkOwner(home, entries),
    ...checked,
  ];
}

/** The command that gives the user access to the home again. */
export function openToOwner(home: string): string {
  return [home, ...listDeep(home)].some(isForeign) ? giveBack(home) : `chmod -R u+rwX ${quoteForShell(home)}`;
}

/** `sudo chorus` leaves files that chorus without sudo can neither read nor write. */
function checkOwner(home: string, entries: readonly string[]): Repairable[] {
  const foreign = entries.filter(isForeign);
  const [first] = foreign;
  if (first === undefined) return [];
  const which = foreign.length === 1 ? `${first} belongs` : `${first} and ${foreign.length - 1} more belong`;
  return [{ finding: found('permissions', 'problem', `${which} to another user`, giveBack(home)) }];
}

function isForeign(path: string): boolean {
  const own = process.getuid?.();
  const stats = own ? statIfAllowed(path) : undefined;
  return stats !== undefined && stats.uid !== own;
}

function giveBack(home: string): string {
  return `sudo chown -R ${process.getuid?.()} ${quoteForShell(home)}`;
}

/** Temporary files of conf and of the atomic writer, which a kill leaves behind. */
const leftover = /\.json\.tmp-|\.\d+\.new$|^releases\.json\.\d+$/;

function checkEntry(path: string, isHome: boolean): Repairable[] {
  // The permissions of its folder are a finding of their own.
  const stats = statIfAllowed(path);
  if (!stats) return [];
  if (stats.isSymbolicLink()) {
    // The home itself may be one, by its owner's choice.
    return isHome
      ? []
      : [{ finding: found('link', 'problem', `${path} is a symbolic link, which chorus does not follow`, `rm ${quoteForShell(path)}`) }];
  }
  // A running call has such files too: one that is older than a minute was left behind.
  if (stats.isFile() && leftover.test(basename(path)) && Date.now() - stats.mtimeMs > 60_000) {
    return [
      {
        finding: found('leftover', 'note', `${path} was left behind by a killed call`, byFix),
        repair: () => removeFile(path),
        otherwise: `rm ${quoteForShell(path)}`,
      },
    ];
  }
  const wanted = stats.isDirectory() ? 0o700 : 0o600;
  const isOpen = (stats.mode & 0o077) !== 0;
  if (process.platform === 'win32' || isForeign(path) || (!isOpen && (stats.mode & wanted) === wanted)) return [];
  const mode = (stats.mode & 0o777).toString(8);
  const finding = isOpen
    ? found('permissions', 'warning', `${path} is open to others (mode ${mode})`, byFix)
    : found('permissions', 'problem', `${path} does not give its owner full access (mode ${mode})`, byFix);
  return [{ finding, repair: () => setMode(path, wanted), otherwise: `sudo chmod ${wanted.toString(8)} ${quoteForShell(path)}` }];
}

function checkLocks(home: string): Finding {
  const path = join(home, '.doctor.lock');
  try {
    const fd = openLockFile(path);
    try {
      tryLock(fd, path);
      return found('locks', 'ok', 'the file system supports locks');
    } finally {
      closeSync(fd);
      rmSync(path, { force: true });
    }
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    const hasNone = error.code === 'locks-unsupported';
    // Copies the home to a file system that supports locks.
    const move = `cp -a ${quoteForShell(home)} /var/tmp/chorus && export CHORUS_HOME=/var/tmp/chorus`;
    return found('locks', 'problem', error.message, hasNone ? move : `chmod u+rwx ${quoteForShell(home)}`);
  }
}

function listDeep(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...listDeep(path)] : [path];
    });
  } catch (cause) {
    // The folder's permissions are a finding of their own.
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') return [];
    throw fileError(folder, 'read', 'Check its owner and permissions.', cause);
  }
}

/** @throws ChorusError (7) if a folder above it cannot be entered. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw fileError(path, 'read', 'Check the permissions of the folders above it, or set CHORUS_HOME to another folder.', cause);
  }
}

function statIfAllowed(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function removeFile(path: string): string {
  return fixPath(path, () => {
    rmSync(path, { force: true });
    return 'removed';
  });
}

function setMode(path: string, mode: number): string {
  return fixPath(path, () => {
    chmodSync(path, mode);
    return `now private (mode ${mode.toString(8)})`;
  });
}

function fixPath(path: string, work: () => string): string {
  try {
    return work();
  } catch (cause) {
    throw chorusError('file-unwritable', `${path} cannot be fixed: ${(cause as Error).message}`, 'Check its owner.', cause);
  }
}
