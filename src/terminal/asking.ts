import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { ChorusError } from '../errors.ts';
import type { OutputStream } from './output-stream.ts';

/** Everything needed to ask a person. */
export interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  /** Subscribes to the signals that ask chorus to end. @returns what unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/** Whether there is a person to ask. */
export function canAsk({ stdin, stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && stdin.isTTY === true && env.TERM !== 'dumb';
}

interface PromptContext {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  clearPromptOnDone: boolean;
  signal: AbortSignal;
}

/**
 * Runs a prompt of @inquirer/core. A signal ends the prompt, which restores the terminal's modes: the library alone leaves it in raw mode.
 * @throws ChorusError (exit code 130, or the signal's) if Ctrl-C or a signal ends it.
 */
export async function runPrompt<Answer>(terminal: Terminal, prompt: (context: PromptContext) => Promise<Answer>): Promise<Answer> {
  const { stdin, stdout, onSignal } = terminal;
  const abort = new AbortController();
  let endedBy: NodeJS.Signals = 'SIGINT';
  const unsubscribe = onSignal?.((signal) => {
    endedBy = signal;
    abort.abort();
  });
  // readline stops reading on Ctrl-Z: after `fg` the process would have nothing left to do, and end.
  const wake = () =>
    setImmediate(() => {
      stdin.resume();
      stdout.emit('resize');
    });
  process.on('SIGCONT', wake);
  try {
    return await prompt({ input: stdin, output: stdout, clearPromptOnDone: true, signal: abort.signal });
  } catch (error) {
    // The library's errors for Ctrl-C and for an aborted prompt.
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw givenUp(endedBy);
    throw error;
  } finally {
    process.off('SIGCONT', wake);
    unsubscribe?.();
  }
}

export function givenUp(signal: NodeJS.Signals = 'SIGINT'): ChorusError {
  return new ChorusError('cancelled', 'nothing was chosen', { exitCode: 128 + constants.signals[signal], hint: 'Nothing was changed.' });
}
