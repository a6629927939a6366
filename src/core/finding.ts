/** What `chorus doctor` found. */
export interface Finding {
  /** What was looked at; stable, for scripts. */
  check:
    | 'claude'
    | 'quirk'
    | 'home'
    | 'locks'
    | 'permissions'
    | 'link'
    | 'leftover'
    | 'damaged'
    | 'log'
    | 'settings'
    | 'arguments'
    | 'hooks'
    | 'directory'
    | 'transcript'
    | 'vault'
    | 'wedged'
    | 'interactive'
    | 'live';
  /** `problem` and `warning` want something done; `note` is to be known, `ok` is as it should be. */
  level: 'problem' | 'warning' | 'note' | 'ok';
  message: string;
  /** The command that mends it, as a shell takes it; null where nothing has to be done. */
  fix: string | null;
  /** What `--fix` did about it. */
  fixed: string | null;
}

/** A finding that chorus can mend itself. */
export interface Repairable {
  finding: Finding;
  /** Mends it, and says what was done. @throws ChorusError (7) */
  repair?: (() => string | Promise<string>) | undefined;
  /** The command for where that fails. */
  otherwise?: string | undefined;
}

export function found(check: Finding['check'], level: Finding['level'], message: string, fix: string | null = null): Finding {
  return { check, level, message, fix, fixed: null };
}

/** What `--fix` mends. */
export const byFix = 'chorus doctor --fix';
