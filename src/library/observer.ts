import type { TurnObserver } from '../turn/observer.ts';
import type { TurnPreview } from './turn-preview.ts';

export type { Message, ResultMessage } from '../claude/stream/messages.ts';

/** Watches a turn. If a callback throws, the turn goes on, and the error is thrown when the turn is recorded. */
export interface Observer extends TurnObserver {
  /** The turn is about to start. */
  onPrepared?: ((preview: TurnPreview) => void) | undefined;
}
