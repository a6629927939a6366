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
  sessionNotFound: 8,
  timeout: 124,
  claudeNotFound: 127,
} as const;

/** Every error that chorus reports, by the code that programs know it by, with the exit code of the command line. */
export const exitCodeOf = {
  usage: exitCodes.usage,
  'unknown-command': exitCodes.usage,
  'unknown-option': exitCodes.usage,
  'unknown-setting': exitCodes.usage,
  'unsupported-setting': exitCodes.usage,
  'invalid-setting': exitCodes.usage,
  'invalid-name': exitCodes.usage,
  'invalid-tag': exitCodes.usage,
  'invalid-note': exitCodes.usage,
  'invalid-prompt': exitCodes.usage,
  'name-taken': exitCodes.usage,
  'profile-not-found': exitCodes.usage,
  'tag-not-found': exitCodes.usage,
  'pattern-not-found': exitCodes.usage,
  'turn-not-found': exitCodes.usage,
  'file-not-found': exitCodes.usage,
  'file-exists': exitCodes.usage,
  'directory-not-found': exitCodes.usage,
  'conversation-not-found': exitCodes.usage,
  'conversation-ambiguous': exitCodes.usage,
  'conversation-taken': exitCodes.usage,
  'nothing-to-fork': exitCodes.usage,
  'model-changed': exitCodes.usage,
  'no-terminal': exitCodes.usage,
  'transcript-gone': exitCodes.continuity,
  'fork-point-gone': exitCodes.continuity,
  'interactive-unsafe': exitCodes.continuity,
  'budget-spent': exitCodes.limit,
  busy: exitCodes.busy,
  'invalid-home': exitCodes.store,
  'file-damaged': exitCodes.store,
  'file-unreadable': exitCodes.store,
  'file-unwritable': exitCodes.store,
  'disk-full': exitCodes.store,
  'later-version': exitCodes.store,
  'symbolic-link': exitCodes.store,
  'locks-unsupported': exitCodes.store,
  'session-not-found': exitCodes.sessionNotFound,
  'input-timeout': exitCodes.timeout,
  'output-failed': exitCodes.failed,
  cancelled: exitCodes.failed,
  'claude-not-found': exitCodes.claudeNotFound,
  'claude-not-executable': exitCodes.claudeNotFound,
  'claude-not-startable': exitCodes.claudeNotFound,
} as const;

export type ErrorCode = keyof typeof exitCodeOf;

export interface ChorusErrorDetails {
  /** What to do about it, as a sentence or a command line. */
  hint?: string | undefined;
  cause?: unknown;
  /** In place of the one that the code stands for: 128 + n, where a signal ended it. */
  exitCode?: number | undefined;
}

/** The only error that code below `main.ts` throws on purpose: what is wrong, what to do, and the exit code. */
export class ChorusError extends Error {
  override readonly name = 'ChorusError';
  /** Tells errors apart; their words may change. */
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, { hint, cause, exitCode = exitCodeOf[code] }: ChorusErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export function chorusError(code: ErrorCode, message: string, hint?: string, cause?: unknown): ChorusError {
  return new ChorusError(code, message, { hint, cause });
}

export function usageError(message: string, hint?: string): ChorusError {
  return chorusError('usage', message, hint);
}

/** Whether it is an error of chorus's with this code. */
export function isChorusError(error: unknown, code: ErrorCode): error is ChorusError {
  return error instanceof ChorusError && error.code === code;
}
