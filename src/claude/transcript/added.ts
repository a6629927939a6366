import type { Tip } from '../../core/session.ts';
import { addUp, type TokenUsage } from '../../core/usage.ts';
import { type Message, synthetic } from '../stream/messages.ts';
import { isTip } from './lineage.ts';
import { isCommand, promptOf } from './record-kind.ts';
import { readChainedBackwards, toRecord } from './transcript.ts';

/** What an interactive run added to a transcript. */
export interface Added {
  /** Prompts of the person. */
  prompts: number;
  /** Tokens of all answers together; undefined where there was none. */
  usage: TokenUsage | undefined;
  /** Of the last answer. */
  model: string | undefined;
  /** Of the last prompt. */
  permissionMode: string | undefined;
}

/**
 * What stands in a transcript behind the byte offset `from`, abandoned branches and subagents included: they were paid for as well.
 * @param behind the record after which it begins, where it was copied together with what was before.
 * @throws what `open` and `read` throw.
 */
export function readAdded(path: string, from: number, behind: Tip | null): Added {
  const added: Added = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
  const usages = new Map<string, TokenUsage>();
  for (const chained of readChainedBackwards(path, from)) {
    const record = toRecord(chained);
    if (isTip(record, behind)) break;
    const { isSidechain, type, message } = record;
    if (isSaid(chained)) added.prompts += 1;
    if (typeof chained.permissionMode === 'string') added.permissionMode ??= chained.permissionMode;
    if (type !== 'assistant' || !message || message.model === synthetic) continue;
    if (!isSidechain) added.model ??= message.model;
    // A message of several blocks is several records; the last of them has its whole usage.
    if (message.id && message.usage && !usages.has(message.id)) usages.set(message.id, message.usage);
  }
  return usages.size > 0 ? { ...added, usage: addUp([...usages.values()]) } : added;
}

/** What a person, or a script, said to the model: no tool's result, no slash command, nothing that Claude added itself. */
function isSaid(record: Message): boolean {
  return promptOf(record) !== undefined && !isCommand(record);
}
