import { isMessage, type Message } from './messages.ts';

/** What a person asked in a record; undefined for every other record: what tools gave back, what Claude put in, what a subagent was told. */
export function promptIn(record: Message): string | undefined {
  if (record.type !== 'user' || record.isSidechain === true || record.isMeta === true || record.isCompactSummary === true) return undefined;
  const text = textOf(isMessage(record.message) ? record.message.content : undefined)?.trim();
  if (!text || putIn.test(text)) return undefined;
  return text;
}

/** A slash command and a line for the shell, as they were typed; undefined for any other prompt. */
export function commandIn(prompt: string): string | undefined {
  const shell = /^<bash-input>([\s\S]*)<\/bash-input>$/.exec(prompt)?.[1];
  if (shell !== undefined) return `! ${shell}`;
  const name = /<command-name>([^<]*)<\/command-name>/.exec(prompt)?.[1]?.trim();
  if (!name) return undefined;
  const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(prompt)?.[1]?.trim();
  return `${name.startsWith('/') ? name : `/${name}`}${args ? ` ${args}` : ''}`;
}

/** What Claude writes as if the user had said it: the output of local commands, a caveat before it, an interruption. */
const putIn = /^(<(local-command-|bash-std|system-reminder|task-notification)|Caveat: The messages below|\[Request interrupted by user)/;

function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const blocks = content.filter(isMessage);
  if (blocks.some(({ type }) => type === 'tool_result')) return undefined;
  const texts = blocks.flatMap(({ type, text }) => (type === 'text' && typeof text === 'string' && !putIn.test(text) ? [text] : []));
  if (texts.length > 0) return texts.join('\n');
  return blocks.some(({ type }) => type === 'image' || type === 'document') ? '[an attachment]' : undefined;
}
