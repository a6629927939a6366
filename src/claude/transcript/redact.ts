import { isObject, type JsonObject, parseObject } from '../../core/json.ts';

export interface Redaction {
  /** Global. It is applied to texts as they were said, not as JSON escapes them. */
  pattern: RegExp;
  replacement: string;
}

export interface RedactedText {
  text: string;
  /** Matches that were replaced. */
  matches: number;
  /** Matches in ids, types and paths, which stay: Claude needs them to read the conversation. */
  left: number;
}

/** Values that hold a record together. What is under one of `freeKeys` is the tool's own, and may have any key. */
const fixedKeys = new Set([
  ...['type', 'subtype', 'role', 'id', 'uuid', 'parentUuid', 'logicalParentUuid', 'sessionId', 'messageId', 'requestId', 'leafUuid'],
  ...['tool_use_id', 'toolUseID', 'parentToolUseID', 'sourceToolAssistantUUID', 'agentId', 'promptId', 'timestamp', 'version', 'cwd'],
  ...['userType', 'entrypoint', 'model', 'stop_reason', 'name', 'media_type', 'signature', 'operation'],
]);

const freeKeys = new Set(['input', 'toolUseResult']);

/** A line of a transcript, without what matches. One that is not JSON is taken as text. */
export function redactRecord(line: string, redaction: Redaction): RedactedText {
  const record = parseObject(line);
  if (!record) return redactText(line, redaction);
  const count = new Count(redaction);
  const redacted = redactObject(record, count, false);
  return { text: count.matches > 0 ? JSON.stringify(redacted) : line, matches: count.matches, left: count.left };
}

/** JSON of any shape: every string in it, formatting aside. */
export function redactJson(json: string, redaction: Redaction): RedactedText {
  const count = new Count(redaction);
  const text = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (literal) => {
    try {
      const before = count.matches;
      const value = count.replace(JSON.parse(literal) as string);
      return count.matches > before ? JSON.stringify(value) : literal;
    } catch {
      return count.replace(literal);
    }
  });
  return { text, matches: count.matches, left: 0 };
}

export function redactText(text: string, redaction: Redaction): RedactedText {
  const count = new Count(redaction);
  return { text: count.replace(text), matches: count.matches, left: 0 };
}

class Count {
  matches = 0;
  left = 0;
  readonly replacement: string;
  readonly #pattern: RegExp;

  constructor({ pattern, replacement }: Redaction) {
    this.#pattern = pattern;
    this.replacement = replacement;
  }

  replace(text: string): string {
    return text.replace(this.#pattern, () => {
      this.matches++;
      return this.replacement;
    });
  }

  /** Counts the matches in a text that stays. */
  leave(text: string): void {
    this.left += text.match(this.#pattern)?.length ?? 0;
  }
}

function redactObject(object: JsonObject, count: Count, isFree: boolean): JsonObject {
  const before = count.matches;
  const redacted = Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      if (isFree) return [count.replace(key), redactValue(value, count, true)];
      count.leave(key);
      if (!fixedKeys.has(key) || typeof value !== 'string') return [key, redactValue(value, count, freeKeys.has(key))];
      count.leave(value);
      return [key, value];
    }),
  );
  // The API refuses a thought that is not as it was signed.
  return object.type === 'thinking' && !isFree && count.matches > before ? { type: 'text', text: count.replacement } : redacted;
}

function redactValue(value: unknown, count: Count, isFree: boolean): unknown {
  if (typeof value === 'string') return count.replace(value);
  if (Array.isArray(value)) return value.map((each) => redactValue(each, count, isFree));
  return isObject(value) ? redactObject(value, count, isFree) : value;
}
