/** What `chorus doctor` found. */
export interface Finding {
  /** What was looked at; stable, for scripts. */
  check:
    | 'claude'
    | 'home'
    | 'locks'
    | 'permissions'
    | 'link'
    | 'leftover'
    | 'damaged'
    | 'log'
    | 'arguments'
    | 'hooks'
    | 'transcript'
    | 'live';
  /** `problem` and `warning` want something done; `note` is to be known, `ok` is as it should be. */
  level: 'problem' | 'warning' | 'note' | 'ok';
  message: string;
  /** What mends it: a command, or what to do. */
  fix: string | null;
  /** What `--fix` did about it. */
  fixed: string | null;
}

/** A finding that chorus can mend itself. */
export interface Repairable {
  finding: Finding;
  /** Mends it, and says what was done. @throws ChorusError (7) */
  repair?: (() => string | Promise<string>) | undefined;
}

export function found(check: Finding['check'], level: Finding['level'], message: string, fix: string | null = null): Finding {
  return { check, level, message, fix, fixed: null };
}

/** What `--fix` mends. */
export const byFix = 'chorus doctor --fix';
