import { chmodSync, closeSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { quoteForShell } from '../core/shell.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { openLockFile, tryLock } from '../store/kernel-lock.ts';
import { byFix, found, type Repairable } from './repairable.ts';

/** The folders and files of a home, and whether others can get in. Damage within files is found by who reads them. */
export function checkHome(home: string): Repairable[] {
  const stats = lstatSync(home, { throwIfNoEntry: false });
  if (!stats) return [{ finding: found('home', 'ok', `${home}: nothing is kept yet`) }];
  const entries = [home, ...listDeep(home)];
  const checked = entries.flatMap((path) => checkEntry(path, path === home));
  return [
    { finding: found('home', 'ok', `all is kept in ${home}`) },
    { finding: checkLocks(home) },
    ...checkOwner(home, entries),
    ...checked,
  ];
}

/** The command that makes a home its user's own again. */
export function openToOwner(home: string): string {
  return [home, ...listDeep(home)].some(isForeign) ? giveBack(home) : `chmod -R u+rwX ${quoteForShell(home)}`;
}

/** `sudo chorus` leaves files that chorus alone can neither read nor write. */
function checkOwner(home: string, entries: readonly string[]): Repairable[] {
  const foreign = entries.filter(isForeign);
  const [first] = foreign;
  if (first === undefined) return [];
  const others = foreign.length > 1 ? `, as ${foreign.length === 2 ? 'does another' : `do ${foreign.length - 1} others`}` : '';
  return [{ finding: found('permissions', 'problem', `${first} belongs to another user${others}`, giveBack(home)) }];
}

function isForeign(path: string): boolean {
  const own = process.getuid?.();
  const stats = own ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
  return stats !== undefined && stats.uid !== own;
}

function giveBack(home: string): string {
  return `sudo chown -R ${process.getuid?.()} ${quoteForShell(home)}`;
}

/** `conf` writes beside a file first, as does the vault; a kill leaves that behind. */
const leftover = /\.json\.tmp-|\.\d+\.new$|^releases\.json\.\d+$/;

function checkEntry(path: string, isHome: boolean): Repairable[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (stats.isSymbolicLink()) {
    // The home itself may be one: its owner said so.
    return isHome
      ? []
      : [{ finding: found('link', 'problem', `${path} is a symbolic link, and is not followed`, `rm ${quoteForShell(path)}`) }];
  }
  // A writer at work has one as well: what is a minute old was left.
  if (stats.isFile() && leftover.test(basename(path)) && Date.now() - stats.mtimeMs > 60_000) {
    return [
      {
        finding: found('leftover', 'note', `${path} was left by a call that was killed`, byFix),
        repair: () => remove(path),
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
    : found('permissions', 'problem', `${path} is shut to its owner (mode ${mode})`, byFix);
  return [{ finding, repair: () => setMode(path, wanted), otherwise: `sudo chmod ${wanted.toString(8)} ${quoteForShell(path)}` }];
}

function checkLocks(home: string): Finding {
  const path = join(home, '.doctor.lock');
  try {
    const fd = openLockFile(path);
    try {
      tryLock(fd, path);
      return found('locks', 'ok', 'the file system has locks');
    } finally {
      closeSync(fd);
      rmSync(path, { force: true });
    }
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    const hasNone = error.code === 'locks-unsupported';
    // A home elsewhere, with all that is in this one.
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
    // Who it is shut to is found with the folder itself.
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') return [];
    throw chorusError(
      'file-unreadable',
      `${folder} can not be read: ${(cause as Error).message}`,
      'Check its owner and permissions.',
      cause,
    );
  }
}

function remove(path: string): string {
  return mend(path, () => {
    rmSync(path, { force: true });
    return 'removed';
  });
}

function setMode(path: string, mode: number): string {
  return mend(path, () => {
    chmodSync(path, mode);
    return `its owner's alone (mode ${mode.toString(8)})`;
  });
}

function mend(path: string, work: () => string): string {
  try {
    return work();
  } catch (cause) {
    throw chorusError('file-unwritable', `${path} can not be mended: ${(cause as Error).message}`, 'Check its owner.', cause);
  }
}
