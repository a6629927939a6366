import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

interface AtomicWrite {
  /** Permission bits of the file, regardless of the umask. Default: 0666 minus the umask. */
  mode?: number;
  /** `create` keeps a file that another call has created in the meantime. Default: `replace`. */
  how?: 'create' | 'replace';
}

/**
 * The one writer of whole files, beside conf. The text is written to a file next to the target, synced to disk, and renamed, so that
 * a kill or a full disk leaves the old file or the new one. If the target is a symbolic link, the link is replaced, not followed.
 *
 * Not `write-file-atomic` 7.0.1: it calls `write` once, and when a full disk took only a part of the text (50 of 51 sizes tried), it
 * replaced the good file by a cut one without an error. 8.0.0 needs Node 22.
 * @throws what the file system throws; the target is then unchanged.
 */
export function writeFileAtomically(path: string, text: string, options: AtomicWrite = {}): void {
  putInPlace(path, options, (temporary) => {
    const fd = openSync(temporary, 'wx', options.mode ?? 0o666);
    return fillOrClose(fd, () => writeFileSync(fd, text));
  });
}

/**
 * The same for a copy of another file. It shares the source's blocks if the file system supports that (a reflink), so that a copy of a
 * large transcript costs nothing.
 * @throws what the file system throws; the target is then unchanged.
 */
export function copyFileAtomically(source: string, path: string, options: AtomicWrite & { mode: number }): void {
  putInPlace(path, options, (temporary) => {
    copyFileSync(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    // The copy has the mode of its source, which may not allow opening it for writing.
    chmodSync(temporary, options.mode);
    return openSync(temporary, 'r+');
  });
}

/**
 * The same for a file that is written part by part, so that it need not fit into memory.
 * @throws what the file system and `fill` throw; the target is then unchanged.
 */
export function fillFileAtomically(path: string, mode: number, fill: (write: (part: Buffer) => void) => void): void {
  putInPlace(path, { mode }, (temporary) => {
    const fd = openSync(temporary, 'wx', mode);
    return fillOrClose(fd, () =>
      fill((part) => {
        // When the disk fills up, one write is short, and the next one throws.
        for (let written = 0; written < part.length; ) written += writeSync(fd, part, written);
      }),
    );
  });
}

/** @param make creates the temporary file with its content, and returns an open descriptor. */
function putInPlace(path: string, { mode, how = 'replace' }: AtomicWrite, make: (temporary: string) => number): void {
  // `chorus doctor` recognizes a file that a kill left behind by this ending.
  const temporary = `${path}.${Math.floor(Math.random() * 1e9)}.new`;
  try {
    const fd = make(temporary);
    try {
      if (mode !== undefined) fchmodSync(fd, mode);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (how === 'replace') renameSync(temporary, path);
    else linkUnlessThere(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fillOrClose(fd: number, fill: () => void): number {
  try {
    fill();
    return fd;
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
}

function linkUnlessThere(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
