/** What Claude is doing now, according to one of its messages. */
export type Activity =
  | { kind: 'thinking' | 'answering' | 'compacting' }
  /** A tool's input is still being written. */
  | { kind: 'calling'; name: string }
  /** `target` is the call in one line, such as `Edit src/login.ts`; it may contain control characters. */
  | { kind: 'tool'; id: string; name: string; target: string; isSubagent: boolean }
  | { kind: 'done'; id: string }
  | { kind: 'denied'; id: string; name: string; target: string }
  /** `status` is the HTTP status; null if the API was not reached. */
  | { kind: 'retry'; status: number | null; attempt: number; of: number; delayMs: number }
  | { kind: 'hook'; name: string; exitCode: number | null };

export interface ContextUse {
  tokens: number;
  /** The model's context window; null on releases that do not report it. */
  window: number | null;
}

/** Called as a turn runs. */
export interface TurnListener {
  onActivity(activity: Activity): void;
  /** The next piece of the answer's current text block. Each piece is passed once; text of subagents is not passed. */
  onText(text: string): void;
  /** The current text block is complete, or was cut off. */
  onBlockEnd(): void;
}

/** Turns Claude's messages into calls of a listener. */
export interface TurnWatch {
  /** Takes the next of Claude's messages; the listener is called before it returns. */
  take(message: unknown): void;
  /** Whether `onText` was given this text: a block of the answer, or all of its last message. */
  has(text: string): boolean;
  /** Undefined until the model was called. */
  readonly context: ContextUse | undefined;
}

/** @param cwd the conversation's directory: paths inside it are shown relative to it. */
export type WatchTurn = (listener: TurnListener, cwd: string) => TurnWatch;
