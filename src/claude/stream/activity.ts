import type { Activity } from '../../core/activity.ts';
import { amount, isObject, number, objects, text } from '../../core/json.ts';
import type { Message } from './messages.ts';
import { toolTarget } from './tools.ts';

/**
 * The activities in a message: mostly one or none.
 * @param cwd paths inside it are relative to it.
 */
export function readActivities(message: Message, cwd: string): Activity[] {
  const isSubagent = Boolean(message.parent_tool_use_id);
  switch (message.type) {
    case 'system':
      return readSystem(message, cwd);
    case 'stream_event':
      return isSubagent ? [] : readPartial(message.event);
    case 'assistant':
      return blocksOf(message).flatMap((block) => readBlock(block, isSubagent, cwd));
    case 'user':
      return blocksOf(message).flatMap((block) => (block.type === 'tool_result' ? [{ kind: 'done' as const, id: idOf(block) }] : []));
    case 'result':
      return objects(message.permission_denials).map((denial) => denied(denial, denial.tool_input, cwd));
    default:
      return [];
  }
}

function readSystem(message: Message, cwd: string): Activity[] {
  switch (message.subtype) {
    case 'init':
      return [{ kind: 'thinking' }];
    case 'status':
      return message.status === 'compacting' ? [{ kind: 'compacting' }] : message.status === 'requesting' ? [{ kind: 'thinking' }] : [];
    // 2.1.100 and later.
    case 'api_retry':
      return [
        {
          kind: 'retry',
          status: number(message.error_status) ?? null,
          attempt: amount(message.attempt) ?? 0,
          of: amount(message.max_retries) ?? 0,
          delayMs: amount(message.retry_delay_ms) ?? 0,
        },
      ];
    // Only the newest releases report it at once; the others report it with the result.
    case 'permission_denied':
      return [denied(message, undefined, cwd)];
    case 'hook_response':
      return [
        { kind: 'hook', name: text(message.hook_name) || text(message.hook_event) || '', exitCode: number(message.exit_code) ?? null },
      ];
    default:
      return [];
  }
}

function readPartial(event: unknown): Activity[] {
  if (!isObject(event)) return [];
  if (event.type === 'message_start') return [{ kind: 'thinking' }];
  if (event.type !== 'content_block_start' || !isObject(event.content_block)) return [];
  const { type, name } = event.content_block;
  if (type === 'tool_use') return [{ kind: 'calling', name: text(name) ?? '' }];
  return [{ kind: type === 'text' ? 'answering' : 'thinking' }];
}

function readBlock(block: Message, isSubagent: boolean, cwd: string): Activity[] {
  if (block.type !== 'tool_use') return [];
  const name = text(block.name) || unnamed;
  return [{ kind: 'tool', id: text(block.id) ?? '', name, target: toolTarget(name, block.input, cwd), isSubagent }];
}

function denied(denial: Message, input: unknown, cwd: string): Activity {
  const name = text(denial.tool_name) || unnamed;
  return { kind: 'denied', id: idOf(denial), name, target: toolTarget(name, input, cwd) };
}

const unnamed = 'a tool';

function blocksOf({ message }: Message): Message[] {
  return isObject(message) ? objects(message.content) : [];
}

function idOf({ tool_use_id: id }: Message): string {
  return text(id) ?? '';
}
