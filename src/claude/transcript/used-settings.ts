import { isObject, parseObject } from '../../core/json.ts';
import { type Message, synthetic } from '../stream/messages.ts';
import { readLinesBackwards } from './transcript.ts';

/** What the last turn of a conversation was led with, as far as its transcript tells. */
export interface UsedSettings {
  /** Full name. */
  model: string | undefined;
  /** From 2.1.50 on. */
  permissionMode: string | undefined;
  release: string | undefined;
}

/** How far back they are looked for, in bytes. */
const farEnough = 16 * 1024 * 1024;

/** Nothing of what it tells is trusted to be an argument yet. @throws what `open` and `read` throw. */
export function readUsedSettings(path: string): UsedSettings {
  const used: UsedSettings = { model: undefined, permissionMode: undefined, release: undefined };
  let read = 0;
  for (const line of readLinesBackwards(path, 0)) {
    read += line.length;
    if (read > farEnough || (used.model && used.permissionMode && used.release)) break;
    if (!line.includes('"permissionMode"') && !line.includes('"model"') && !line.includes('"version"')) continue;
    const record = parseObject(line);
    if (!record || record.isSidechain === true) continue;
    used.model ??= modelOf(record);
    used.permissionMode ??= modeOf(record);
    used.release ??= releaseOf(record);
  }
  return used;
}

function modelOf({ type, message }: Message): string | undefined {
  if (type !== 'assistant' || !isObject(message) || message.model === synthetic) return undefined;
  return textOf(message.model);
}

/** With each prompt, and, where it was changed at the terminal, in a record of its own. */
function modeOf({ type, permissionMode }: Message): string | undefined {
  return type === 'user' || type === 'permission-mode' ? textOf(permissionMode) : undefined;
}

function releaseOf({ uuid, version }: Message): string | undefined {
  return uuid !== undefined && typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) ? version : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
