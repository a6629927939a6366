import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

/** What a test can ask of a program that runs at a terminal. */
export interface TerminalRun extends AsyncDisposable {
  pid: number;
  /** What stands on the screen, as a person sees it: lines without trailing blanks, scrolled-off ones included. */
  screen(): string;
  /** Everything that was written, byte for byte. */
  written(): string;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Until the condition holds for the screen; fails with the screen where it hangs. */
  until(what: string | RegExp | ((screen: string) => boolean)): Promise<void>;
  /** The end of the program. */
  ended: Promise<{ exitCode: number; signal: number | undefined }>;
  /** Modes that a program has to give back: the cursor, the alternate screen, bracketed paste. */
  modes(): { cursorHidden: boolean; alternateScreen: boolean; bracketedPaste: boolean; mouse: string };
}

/** Only ends what hangs, in ms. */
const longestWait = 120_000;

export interface TerminalOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  columns?: number;
  rows?: number;
}

export const keys = { enter: '\r', escape: '\u001b', up: '\u001b[A', down: '\u001b[B', ctrlC: '\u0003', ctrlD: '\u0004', ctrlZ: '\u001a' };

/**
 * Hands over all that the program wrote. libuv takes the end of the program for the end of what there is to read, after one read of at most
 * 4 kB, and node-pty closes its side 200 ms later in any case: on a busy machine the last words would be lost.
 */
function readToTheEnd(child: IPty, take: (bytes: Buffer) => void): void {
  const { _socket: socket, fd } = child as unknown as { _socket: Socket; fd: number };
  const close = socket.destroy.bind(socket);
  socket.on('data', take);
  socket.destroy = () => {
    socket.destroy = close;
    for (let bytes = readNow(fd); bytes.length > 0; bytes = readNow(fd)) take(bytes);
    return close();
  };
}

/** What can be read without waiting; nothing at the end. */
function readNow(fd: number): Buffer {
  const buffer = Buffer.alloc(64 * 1024);
  try {
    return buffer.subarray(0, readSync(fd, buffer));
  } catch (error) {
    // EAGAIN: nothing was written since; EIO: the program's side is closed.
    if (['EAGAIN', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return buffer.subarray(0, 0);
    throw error;
  }
}

/** Runs a program at a pseudo-terminal of its own, and reads its screen with the engine of xterm.js. */
export function runAtTerminal(file: string, args: readonly string[], options: TerminalOptions): TerminalRun {
  const { cwd, columns = 100, rows = 30 } = options;
  const env = { TERM: 'xterm-256color', ...options.env };
  const screen = new headless.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const child: IPty = spawn(file, [...args], { cwd, env, cols: columns, rows, name: env.TERM, encoding: null });
  const decoder = new StringDecoder('utf8');
  let written = '';
  let hidden = false;
  let changed: (() => void)[] = [];
  // What a program asks of its terminal is answered, as a real one does.
  screen.onData((answer) => child.write(answer));
  readToTheEnd(child, (bytes) => {
    const data = decoder.write(bytes);
    written += data;
    for (const [, state] of data.matchAll(/\u001b\[\?25([hl])/g)) hidden = state === 'l';
    screen.write(data, () => {
      for (const wake of changed.splice(0)) wake();
    });
  });
  let hasEnded = false;
  const ended = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    child.onExit((end) => {
      hasEnded = true;
      screen.write('', () => resolve({ exitCode: end.exitCode, signal: end.signal }));
    });
  });
  const read = () => {
    const { active } = screen.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  };
  const until: TerminalRun['until'] = async (what) => {
    const holds = typeof what === 'function' ? what : (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
    const giveUpAt = Date.now() + longestWait;
    while (!holds(read())) {
      if (Date.now() > giveUpAt) throw new Error(`it hangs: waited for ${what}; the screen is:\n${read()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        changed = [
          ...changed,
          () => {
            clearTimeout(timer);
            resolve();
          },
        ];
      });
    }
  };
  return {
    pid: child.pid,
    screen: read,
    written: () => written,
    type: (text) => child.write(text),
    resize: (newColumns, newRows) => {
      child.resize(newColumns, newRows);
      screen.resize(newColumns, newRows);
    },
    until,
    ended,
    modes: () => ({
      cursorHidden: hidden,
      alternateScreen: screen.buffer.active.type === 'alternate',
      bracketedPaste: screen.modes.bracketedPasteMode,
      mouse: screen.modes.mouseTrackingMode,
    }),
    [Symbol.asyncDispose]: async () => {
      if (hasEnded) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
