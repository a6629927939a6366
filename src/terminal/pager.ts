import type { Program, StartProgram } from '../process/start.ts';
import type { OutputStream } from './output-stream.ts';

interface PagerOptions {
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  start: StartProgram;
  /** Subscribes to the signals that ask chorus to end. @returns a function that unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/**
 * Writes a text, through the person's pager if it is longer than the screen.
 * @returns the signal that asked chorus to end while the pager ran.
 */
export async function writePaged(text: string, options: PagerOptions): Promise<NodeJS.Signals | undefined> {
  const command = pagerFor(text, options);
  const paged = command === undefined ? undefined : await page(text, command, options);
  if (!paged?.isFound) options.stdout.write(text);
  return paged?.signal;
}

/** The command line of the pager; undefined if the text needs none. */
export function pagerFor(text: string, { stdout, env }: PagerOptions): string | undefined {
  if (stdout.isTTY !== true || env.TERM === 'dumb' || !stdout.rows) return undefined;
  const command = (env.CHORUS_PAGER ?? env.PAGER ?? (process.platform === 'win32' ? 'more' : 'less')).trim();
  if (command === '' || command === 'cat') return undefined;
  // The shell's prompt takes one line.
  return text.split('\n').length > stdout.rows ? command : undefined;
}

const notFound = 127;

interface Paged {
  /** Whether the program exists. */
  isFound: boolean;
  signal: NodeJS.Signals | undefined;
}

/** The pager's exit code does not matter: a person may leave it at any time. */
async function page(text: string, command: string, { env, start, onSignal }: PagerOptions): Promise<Paged> {
  let asked: NodeJS.Signals | undefined;
  let pager: Program | undefined;
  const unsubscribe = onSignal?.((signal) => {
    // Ctrl-C is for the pager, which keeps running.
    if (signal === 'SIGINT') return;
    asked = signal;
    pager?.kill(signal);
  });
  const pagerEnv = { LESS: 'FRX', LV: '-c', LESSCHARSET: 'utf-8', ...env };
  try {
    pager = await start({ file: command, shell: true, env: pagerEnv, stdin: 'pipe', output: 'inherit' });
    if (asked) pager.kill(asked);
    pager.stdin?.end(text);
    const { exitCode } = await pager.ended;
    return { isFound: exitCode !== notFound, signal: asked };
  } catch {
    return { isFound: false, signal: asked };
  } finally {
    unsubscribe?.();
  }
}
