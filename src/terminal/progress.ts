import type { OutputStream } from '../context.ts';

export interface Progress {
  /** Says something above the spinner. */
  say(line: string): void;
  stop(): void;
}

/** A spinner with the elapsed time on a terminal. It is loaded when `claude` is already running; elsewhere there is none. */
export function showProgress(stream: OutputStream, text: string): Progress {
  let spinner: { text: string; clear(): unknown; render(): unknown; stop(): unknown } | undefined;
  let isStopped = false;
  const startedAt = Date.now();
  const elapsed = () => `${text} ${Math.round((Date.now() - startedAt) / 1000)} s`;
  const timer = setInterval(() => {
    if (spinner) spinner.text = elapsed();
  }, 1000);
  timer.unref();
  import('ora')
    .then(({ default: ora }) => {
      if (!isStopped)
        spinner = ora({ text: elapsed(), stream: stream as unknown as NodeJS.WriteStream, discardStdin: false, hideCursor: false }).start();
    })
    // A turn without a spinner is still a turn.
    .catch(() => {});
  return {
    say: (line) => {
      spinner?.clear();
      stream.write(`${line}\n`);
      spinner?.render();
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      spinner?.stop();
    },
  };
}
