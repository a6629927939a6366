import { readActivities } from '../claude/stream/activity.ts';
import { AnswerReader } from '../claude/stream/answer.ts';
import { ContextGauge } from '../claude/stream/context-gauge.ts';
import type { TurnListener, TurnWatch } from '../core/activity.ts';
import { isObject } from '../core/json.ts';

/**
 * Turns Claude's messages, as `TurnObserver.onMessage` gets them, into calls of a listener. The activities of a message come before
 * its text.
 * @param cwd the conversation's directory: paths inside it are given relative to it.
 */
export function watchTurn(listener: TurnListener, cwd: string): TurnWatch {
  const gauge = new ContextGauge();
  const answer = new AnswerReader(listener);
  return {
    take(message) {
      if (!isObject(message)) return;
      gauge.take(message);
      for (const activity of readActivities(message, cwd)) listener.onActivity(activity);
      answer.take(message);
    },
    has: (text) => answer.has(text),
    get context() {
      return gauge.use;
    },
  };
}
