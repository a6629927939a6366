// The order matters: this is evaluated before conf, and conf before the body of this module, with nothing in between.
import './before-conf.ts';
import { basename, dirname } from 'node:path';
import Conf from 'conf';
import { listenersBeforeConf } from './before-conf.ts';
import { removeListenersAddedSince } from './signal-listeners.ts';

// conf's atomic writer (when-exit) listens to 17 signals to remove temporary files, and then sends the signal again: chorus, or a program
// that uses it as a library, would get every Ctrl-C twice. Without these listeners, a signal that ends the process during a write leaves a
// temporary file, as SIGKILL always does: `chorus doctor` removes it. On any other exit, conf still removes it itself.
removeListenersAddedSince(listenersBeforeConf);

/**
 * Writes a JSON file through conf; nothing else imports conf, and this module is loaded at the first write.
 * @param text the value as JSON: conf itself would indent it with tabs.
 * @throws what conf throws.
 */
export function writeConfFile(path: string, value: Record<string, unknown>, text: string): void {
  withoutSnap(() => {
    const file = new Conf<Record<string, unknown>>({
      cwd: dirname(path),
      configName: basename(path, '.json'),
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
      serialize: () => text,
    });
    file.store = value;
  });
}

/**
 * If `SNAP` is set (as in the terminal of an editor that is installed as a Snap), conf writes in place. A kill or a full disk would then
 * leave a cut file, and its last good copy, a hard link to the same file, would be cut as well.
 */
function withoutSnap(write: () => void): void {
  const { SNAP } = process.env;
  delete process.env.SNAP;
  try {
    write();
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
}
