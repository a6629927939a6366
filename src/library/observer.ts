import type { ConversationObserver } from '../turn/flow.ts';
import type { TurnPreview } from './turn-preview.ts';

export type { Message, ResultMessage } from '../claude/stream/messages.ts';

/**
 * Is told what happens during a turn. Each callback may be left out. A promise from `onChunk` or `onMessage` holds `claude` back until
 * it settles. An error that one throws is thrown once the turn is recorded.
 */
export interface Observer extends Omit<ConversationObserver, 'onPrepared'> {
  /** The turn is prepared, and about to start. */
  onPrepared?: ((preview: TurnPreview) => void) | undefined;
}
