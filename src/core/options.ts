import type { Settings } from './settings.ts';

export interface CallOptions {
  /** Arguments for `claude` that are not in the settings table, for this call only; they follow those of the settings. */
  extraArgs?: readonly string[] | undefined;
  /** Wait at most this many seconds for another call on the session. Default: no limit. */
  wait?: number | undefined;
  /** Seconds that have passed, and count towards `timeout`: a wait for the prompt. */
  elapsed?: number | undefined;
  /** Treat denied tools as a failure (exit 6). */
  strict?: boolean | undefined;
  /** Show the answer as it arrives: requests partial messages if the release has them and no setting says otherwise. */
  live?: boolean | undefined;
}

export interface NewOptions extends CallOptions {
  settings?: Settings | undefined;
  profile?: string | undefined;
  /** Replace a session of this name; the id of its conversation is kept in `formerIds`. */
  force?: boolean | undefined;
  tags?: string[] | undefined;
  note?: string | undefined;
}

export interface ResumeOptions extends CallOptions {
  /** For this call only, unless `save` is set. */
  settings?: Settings | undefined;
  save?: boolean | undefined;
  /** Start the session if there is none; `settings` are then kept with it, as with `start`. */
  create?: boolean | undefined;
  /** Start a fresh conversation under this name. */
  fresh?: boolean | undefined;
}

export interface PreviewOptions extends ResumeOptions {
  /** Preview an interactive run instead of a headless call. */
  interactive?: boolean | undefined;
}

/** How long a call waits for another one on the session, in ms. */
export function waitMsOf({ wait }: Pick<CallOptions, 'wait'>): number {
  return wait === undefined ? Number.POSITIVE_INFINITY : wait * 1000;
}
