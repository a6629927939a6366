import { wantsColor } from './color.ts';
import type { OutputStream } from './output-stream.ts';

export interface Watching {
  /** Whether the answer is shown while it arrives; otherwise only the result is printed, unchanged. */
  answer: boolean;
  /** How activity is shown on standard error. */
  activity: 'spinner' | 'lines' | 'nothing';
}

export interface WatchingOptions {
  format: 'text' | 'json' | 'stream-json';
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
}

/** What to show of a turn while it runs: nothing if standard error is not a terminal, or with --quiet. */
export function whatToWatch(
  { stdout, stderr, env }: { stdout: OutputStream; stderr: OutputStream; env: NodeJS.ProcessEnv },
  { format, quiet = false, verbose = false }: WatchingOptions,
): Watching {
  const isTerminal = stderr.isTTY === true;
  // A terminal without a known width (`docker exec -t`, expect) has 0 columns: ora would never stop counting its lines.
  const canMove = isTerminal && stderr.columns !== 0 && env.TERM !== 'dumb' && wantsColor(stderr, env);
  // The lines of the stream, on the same screen, already show it.
  const showsStream = format === 'stream-json' && stdout.isTTY === true;
  return {
    answer: format === 'text' && stdout.isTTY === true,
    activity:
      quiet || (showsStream && !verbose) ? 'nothing' : canMove && !showsStream ? 'spinner' : isTerminal || verbose ? 'lines' : 'nothing',
  };
}
