/** A result of `chorus doctor`. */
export interface Finding {
  /** What was checked; stable, for scripts. */
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
  /** `problem` and `warning`: something should be done. `note`: for your information. `ok`: nothing is wrong. */
  level: 'problem' | 'warning' | 'note' | 'ok';
  message: string;
  /** The shell command that fixes it; null if nothing needs to be done. */
  fix: string | null;
  /** What `--fix` did; null if it did nothing. */
  fixed: string | null;
}
