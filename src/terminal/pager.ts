import { spawn } from 'node:child_process';
import type { OutputStream } from './output-stream.ts';

export interface PagerOptions {
  stdout: OutputStream & { rows?: number };
  env: NodeJS.ProcessEnv;
  /** Subscribes to signals that ask chorus to end; what it returns unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/**
 * Writes a text: through the person's pager, where it is longer than the terminal is high.
 * @returns the signal that asked chorus to end in the meantime.
 */
export async function writePaged(text: string, options: PagerOptions): Promise<NodeJS.Signals | undefined> {
  const command = pagerFor(text, options);
  const paged = command === undefined ? undefined : await page(text, command, options);
  if (!paged?.isFound) options.stdout.write(text);
  return paged?.signal;
}

/** The command line of the pager; undefined where none is to be used. */
export function pagerFor(text: string, { stdout, env }: PagerOptions): string | undefined {
  if (stdout.isTTY !== true || env.TERM === 'dumb' || !stdout.rows) return undefined;
  const command = (env.CHORUS_PAGER ?? env.PAGER ?? (process.platform === 'win32' ? 'more' : 'less')).trim();
  if (command === '' || command === 'cat') return undefined;
  // The prompt of the shell takes a line.
  return text.split('\n').length > stdout.rows ? command : undefined;
}

const notFound = 127;

/** How the pager ended is its own affair: a person may leave it whenever they like. */
function page(text: string, command: string, { env, onSignal }: PagerOptions): Promise<Paged> {
  return new Promise((resolve) => {
    let asked: NodeJS.Signals | undefined;
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: 'FRX', LV: '-c', LESSCHARSET: 'utf-8', ...env },
    });
    const unsubscribe = onSignal?.((signal) => {
      // Ctrl-C is the pager's, which goes on.
      if (signal === 'SIGINT') return;
      asked = signal;
      child.kill(signal);
    });
    const end = (isFound: boolean) => {
      unsubscribe?.();
      resolve({ isFound, signal: asked });
    };
    child.on('error', () => end(false));
    child.on('close', (exitCode) => end(exitCode !== notFound));
    child.stdin?.on('error', () => {});
    child.stdin?.end(text);
  });
}

interface Paged {
  /** Whether there is such a program. */
  isFound: boolean;
  signal: NodeJS.Signals | undefined;
}
