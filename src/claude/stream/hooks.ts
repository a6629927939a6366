import { isObject, type JsonObject, list, parseObject, text } from '../../core/json.ts';
import { quoteForShell } from '../../core/shell.ts';
import { isSessionId } from './messages.ts';

/** A conversation was entered or left, in an interactive `claude`. */
export interface ConversationEvent {
  kind: 'start' | 'end';
  sessionId: string;
  /** Of a start: `startup`, `resume`, `clear`, `compact`, or `stray` (known only by its transcript). Of an end: Claude's reason. */
  source: string;
}

const watched = ['SessionStart', 'SessionEnd'] as const;

/**
 * Claude's settings with hooks that append their input to a file, one line each. They run beside the existing ones, and print nothing:
 * Claude adds what a SessionStart hook prints to the conversation.
 *
 * Seen to be called on 1.0.90, and on 2.1.50 and later; releases in between accept them and never call them.
 */
export function addHooks(settings: JsonObject, journal: string): JsonObject {
  const hook = { hooks: [{ type: 'command', command: `{ cat; echo; } >> ${quoteForShell(journal)}` }] };
  const hooks = isObject(settings.hooks) ? settings.hooks : {};
  const added = Object.fromEntries(watched.map((event) => [event, [...(list(hooks[event]) ?? []), hook]]));
  return { ...settings, hooks: { ...hooks, ...added } };
}

/** What the hooks wrote; other lines are ignored. */
export function readEvents(journal: string): ConversationEvent[] {
  return journal.split('\n').flatMap((line): ConversationEvent[] => {
    const told = parseObject(line);
    // An id becomes the name of a file.
    const sessionId = text(told?.session_id);
    if (!told || sessionId === undefined || !isSessionId(sessionId)) return [];
    const { hook_event_name: name, source, reason } = told;
    if (name === 'SessionStart') return [{ kind: 'start', sessionId, source: String(source) }];
    return name === 'SessionEnd' ? [{ kind: 'end', sessionId, source: String(reason) }] : [];
  });
}
