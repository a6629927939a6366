/** What Claude is doing now, as one message shows it. */
export type Activity =
  | { kind: 'thinking' | 'answering' | 'compacting' }
  /** A tool's input is still being written. */
  | { kind: 'calling'; name: string }
  /** `target` is the call in one line, as `Edit src/login.ts`; control characters are still in it. */
  | { kind: 'tool'; id: string; name: string; target: string; isSubagent: boolean }
  | { kind: 'done'; id: string }
  | { kind: 'denied'; id: string; name: string; target: string }
  /** `status` is the HTTP status; null where the API was not reached. */
  | { kind: 'retry'; status: number | null; attempt: number; of: number; delayMs: number }
  | { kind: 'hook'; name: string; exitCode: number | null };

export interface ContextUse {
  tokens: number;
  /** The model's context window; null on releases that do not report it. */
  window: number | null;
}

/** Hears what happens in a turn while it runs. */
export interface TurnListener {
  onActivity(activity: Activity): void;
  /** The next piece of the answer's current text block. Each text comes once, and never from a subagent. */
  onText(text: string): void;
  /** The current text block is complete, or nothing more of it will come. */
  onBlockEnd(): void;
}

/** Watches a turn for a listener. */
export interface TurnWatch {
  /** Takes the next of Claude's messages; the listener is called before it returns. */
  take(message: unknown): void;
  /** Whether this text, a block of the answer or all of its last message, was told to `onText`. */
  has(text: string): boolean;
  /** Undefined until the model was asked. */
  readonly context: ContextUse | undefined;
}

/** @param cwd the conversation's directory: paths inside it are told relative to it. */
export type WatchTurn = (listener: TurnListener, cwd: string) => TurnWatch;
