/** What a message tells of what Claude does just now. */
export type Activity =
  | { kind: 'thinking' | 'answering' | 'compacting' }
  /** A tool's input is still being written. */
  | { kind: 'calling'; name: string }
  | { kind: 'tool'; id: string; name: string; input: unknown; isSubagent: boolean }
  | { kind: 'done'; id: string }
  | { kind: 'denied'; id: string; name: string; input: unknown }
  /** `status` is that of HTTP; null where the API was not reached. */
  | { kind: 'retry'; status: number | null; attempt: number; of: number; delayMs: number }
  | { kind: 'hook'; name: string; exitCode: number | null };

export interface ContextUse {
  tokens: number;
  /** The model's context window; null on releases that do not tell it. */
  window: number | null;
}
