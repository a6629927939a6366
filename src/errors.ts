/** What chorus's exit codes mean: the contract with scripts. `128 + n` (ended by signal n) is the only one computed. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  continuity: 3,
  limit: 4,
  busy: 5,
  denied: 6,
  store: 7,
  timeout: 124,
  claudeNotFound: 127,
} as const;

export interface ChorusErrorDetails {
  exitCode: number;
  /** What to do about it, as a sentence or a command line. */
  hint?: string | undefined;
  cause?: unknown;
}

/** The only error that code below `main.ts` throws on purpose: what is wrong, what to do, and the exit code. */
export class ChorusError extends Error {
  override readonly name = 'ChorusError';
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(message: string, { exitCode, hint, cause }: ChorusErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export function usageError(message: string, hint?: string): ChorusError {
  return new ChorusError(message, { exitCode: exitCodes.usage, hint });
}

export function storeError(message: string, hint: string, cause?: unknown): ChorusError {
  return new ChorusError(message, { exitCode: exitCodes.store, hint, cause });
}
