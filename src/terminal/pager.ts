import type { Program, StartProgram } from '../process/start.ts';
import type { OutputStream } from './output-stream.ts';

export interface PagerOptions {
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  start: StartProgram;
  /** Subscribes to signals that ask chorus to end; what it returns unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/**
 * Writes a text, through the person's pager where it is longer than the screen.
 * @returns the signal that asked chorus to end in the meantime.
 */
export async function writePaged(text: string, options: PagerOptions): Promise<NodeJS.Signals | undefined> {
  const command = pagerFor(text, options);
  const paged = command === undefined ? undefined : await page(text, command, options);
  if (!paged?.isFound) options.stdout.write(text);
  return paged?.signal;
}

/** The command line of the pager; undefined where the text is written as it is. */
export function pagerFor(text: string, { stdout, env }: PagerOptions): string | undefined {
  if (stdout.isTTY !== true || env.TERM === 'dumb' || !stdout.rows) return undefined;
  const command = (env.CHORUS_PAGER ?? env.PAGER ?? (process.platform === 'win32' ? 'more' : 'less')).trim();
  if (command === '' || command === 'cat') return undefined;
  // The shell's prompt takes a line.
  return text.split('\n').length > stdout.rows ? command : undefined;
}

const notFound = 127;

interface Paged {
  /** Whether there is such a program. */
  isFound: boolean;
  signal: NodeJS.Signals | undefined;
}

/** How the pager ended does not matter: a person may leave it whenever they like. */
async function page(text: string, command: string, { env, start, onSignal }: PagerOptions): Promise<Paged> {
  let asked: NodeJS.Signals | undefined;
  let pager: Program | undefined;
  const unsubscribe = onSignal?.((signal) => {
    // Ctrl-C is the pager's, which goes on.
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
