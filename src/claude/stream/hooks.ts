import { isObject, parseObject } from '../../core/json.ts';
import { quoteForShell } from '../../core/shell.ts';
import { isSessionId } from './messages.ts';

/** A conversation was entered or left in an interactive `claude`. */
export interface ConversationEvent {
  kind: 'start' | 'end';
  sessionId: string;
  /** Of a start: `startup`, `resume`, `clear`, `compact`, or `stray`, where it is known by its transcript alone; of an end: `clear`, `resume`, `prompt_input_exit`, `logout`, `other`. */
  source: string;
}

const watched = ['SessionStart', 'SessionEnd'] as const;

/**
 * Claude's settings with hooks that append what they are told to a file, a line each. They run beside those that are there, and print
 * nothing: what a SessionStart hook prints goes into the conversation.
 *
 * Seen to be called on 1.0.90, and on 2.1.50 and later; the releases between take them and never call them.
 */
export function addHooks(settings: Record<string, unknown>, journal: string): Record<string, unknown> {
  const hook = { hooks: [{ type: 'command', command: `{ cat; echo; } >> ${quoteForShell(journal)}` }] };
  const hooks = isObject(settings.hooks) ? settings.hooks : {};
  const added = Object.fromEntries(watched.map((event) => [event, [...asList(hooks[event]), hook]]));
  return { ...settings, hooks: { ...hooks, ...added } };
}

/** What the hooks wrote; lines of something else are passed over. */
export function readEvents(journal: string): ConversationEvent[] {
  return journal.split('\n').flatMap((line): ConversationEvent[] => {
    const told = parseObject(line);
    // An id becomes the name of a file.
    if (typeof told?.session_id !== 'string' || !isSessionId(told.session_id)) return [];
    const { hook_event_name: name, session_id: sessionId, source, reason } = told;
    if (name === 'SessionStart') return [{ kind: 'start', sessionId, source: String(source) }];
    return name === 'SessionEnd' ? [{ kind: 'end', sessionId, source: String(reason) }] : [];
  });
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
