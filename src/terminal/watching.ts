import { wantsColor } from './color.ts';
import type { OutputStream } from './output-stream.ts';

export interface Watching {
  /** The answer is shown as it comes; otherwise the result alone, as it is. */
  answer: boolean;
  /** How what happens is told on standard error. */
  activity: 'spinner' | 'lines' | 'nothing';
}

export interface WatchingOptions {
  format: 'text' | 'json' | 'stream-json';
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
}

/** What there is to see of a turn while it runs. Where standard error is no terminal, or nobody wants it: nothing. */
export function whatToWatch(
  { stdout, stderr, env }: { stdout: OutputStream; stderr: OutputStream; env: NodeJS.ProcessEnv },
  { format, quiet = false, verbose = false }: WatchingOptions,
): Watching {
  const isTerminal = stderr.isTTY === true;
  // A terminal that does not tell its width (`docker exec -t`, expect) has 0 columns: ora never ends counting the lines of its own.
  const canMove = isTerminal && stderr.columns !== 0 && env.TERM !== 'dumb' && wantsColor(stderr, env);
  // The lines of the stream on the same screen tell it already.
  const showsStream = format === 'stream-json' && stdout.isTTY === true;
  return {
    answer: format === 'text' && stdout.isTTY === true,
    activity:
      quiet || (showsStream && !verbose) ? 'nothing' : canMove && !showsStream ? 'spinner' : isTerminal || verbose ? 'lines' : 'nothing',
  };
}
