/** What to do, and with which session. */
export type Choice =
  | { action: 'open'; name: string }
  | { action: 'fork'; name: string; to: string }
  | { action: 'rename'; name: string; to: string }
  | { action: 'tag'; name: string; tags: string[] }
  | { action: 'remove'; name: string };

/** Where the picker was left, to show it again in the same place. */
export interface Position {
  scope: 'here' | 'all';
  query: string;
  /** The session under the cursor; if it is no longer listed, the first one. */
  name?: string | undefined;
}
