import type { Activity } from '../../core/activity.ts';
import { isMessage, type Message } from './messages.ts';

/** Reads what shows activity out of any message; most messages tell one thing, or nothing. */
export function readActivities(message: Message): Activity[] {
  const isSubagent = Boolean(message.parent_tool_use_id);
  switch (message.type) {
    case 'system':
      return readSystem(message);
    case 'stream_event':
      return isSubagent ? [] : readPartial(message.event);
    case 'assistant':
      return blocksOf(message).flatMap((block) => readBlock(block, isSubagent));
    case 'user':
      return blocksOf(message).flatMap((block) =>
        block.type === 'tool_result' ? [{ kind: 'done' as const, id: textOf(block.tool_use_id) }] : [],
      );
    case 'result':
      return listOf(message.permission_denials).map((denial) => ({
        kind: 'denied',
        id: textOf(denial.tool_use_id),
        name: textOf(denial.tool_name) || 'a tool',
        input: denial.tool_input,
      }));
    default:
      return [];
  }
}

function readSystem(message: Message): Activity[] {
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
          status: typeof message.error_status === 'number' ? message.error_status : null,
          attempt: numberOf(message.attempt),
          of: numberOf(message.max_retries),
          delayMs: numberOf(message.retry_delay_ms),
        },
      ];
    // Of the newest releases; the others tell it with the result.
    case 'permission_denied':
      return [{ kind: 'denied', id: textOf(message.tool_use_id), name: textOf(message.tool_name) || 'a tool', input: undefined }];
    case 'hook_response':
      return [
        {
          kind: 'hook',
          name: textOf(message.hook_name) || textOf(message.hook_event),
          exitCode: typeof message.exit_code === 'number' ? message.exit_code : null,
        },
      ];
    default:
      return [];
  }
}

function readPartial(event: unknown): Activity[] {
  if (!isMessage(event)) return [];
  if (event.type === 'message_start') return [{ kind: 'thinking' }];
  if (event.type !== 'content_block_start' || !isMessage(event.content_block)) return [];
  const { type, name } = event.content_block;
  if (type === 'tool_use') return [{ kind: 'calling', name: textOf(name) }];
  return [{ kind: type === 'text' ? 'answering' : 'thinking' }];
}

function readBlock(block: Message, isSubagent: boolean): Activity[] {
  return block.type === 'tool_use'
    ? [{ kind: 'tool', id: textOf(block.id), name: textOf(block.name) || 'a tool', input: block.input, isSubagent }]
    : [];
}

function blocksOf({ message }: Message): Message[] {
  return isMessage(message) ? listOf(message.content) : [];
}

function listOf(value: unknown): Message[] {
  return Array.isArray(value) ? value.filter(isMessage) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
