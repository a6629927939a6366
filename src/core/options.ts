import type { Settings } from './settings.ts';

export interface CallOptions {
  /** Arguments for `claude` that the settings table does not know, for this call alone; they follow those that are set. */
  extraArgs?: readonly string[] | undefined;
  /** Longest wait for another call on the session, in seconds; without it as long as it takes. */
  wait?: number | undefined;
  /** Denied tools are a failure (exit 6). */
  strict?: boolean | undefined;
  /** The answer is shown as it comes: asks for partial messages where the release has them, unless a setting says otherwise. */
  live?: boolean | undefined;
}

export interface NewOptions extends CallOptions {
  settings?: Settings | undefined;
  profile?: string | undefined;
  /** Takes the place of a session of that name; its conversation goes into `formerIds`. */
  force?: boolean | undefined;
  tags?: string[] | undefined;
  note?: string | undefined;
}

export interface ResumeOptions extends CallOptions {
  /** For this call alone, unless `save`. */
  settings?: Settings | undefined;
  save?: boolean | undefined;
  /** Starts a fresh conversation under the name. */
  fresh?: boolean | undefined;
}

export interface PreviewOptions extends ResumeOptions {
  /** What a person would be given, and not a headless call. */
  interactive?: boolean | undefined;
}
