/** What is to be done with which session. */
export type Choice =
  | { action: 'open'; name: string }
  | { action: 'fork'; name: string; to: string }
  | { action: 'rename'; name: string; to: string }
  | { action: 'tag'; name: string; tags: string[] }
  | { action: 'remove'; name: string };

/** Where the picker stands, so that it can be shown again as it was. */
export interface Position {
  scope: 'here' | 'all';
  query: string;
  /** The session under the cursor; the first one, where it is not there. */
  name?: string | undefined;
}
