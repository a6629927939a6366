import type { Finding } from '../core/finding.ts';

/** A finding, and how `--fix` fixes it, if it can. */
export interface Repairable {
  finding: Finding;
  /** Fixes it, and says what was done. @throws ChorusError (7) */
  repair?: (() => string | Promise<string>) | undefined;
  /** The command to show if `repair` fails. */
  otherwise?: string | undefined;
}

export function found(check: Finding['check'], level: Finding['level'], message: string, fix: string | null = null): Finding {
  return { check, level, message, fix, fixed: null };
}

/** The command for findings that `--fix` fixes. */
export const byFix = 'chorus doctor --fix';
