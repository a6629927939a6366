import { text } from '../../core/json.ts';
import type { Tip } from '../../core/session.ts';
import { addUp, type TokenUsage } from '../../core/usage.ts';
import { type Message, synthetic } from '../stream/messages.ts';
import { isTip } from './lineage.ts';
import { withTranscript } from './reader.ts';
import { isCommand, marks, promptOf, requestOf } from './record.ts';
import { readRecords } from './transcript.ts';

/** What an interactive run added to a transcript. */
export interface Added {
  /** The person's prompts. */
  prompts: number;
  /** Tokens of all answers together; undefined if there was no answer. */
  usage: TokenUsage | undefined;
  /** Of the last answer. */
  model: string | undefined;
  /** Of the last prompt. */
  permissionMode: string | undefined;
}

/**
 * What was added to a transcript after the byte offset `from`, abandoned branches and subagents included: they were paid for too.
 * @param behind the record after which the additions begin, if earlier records were copied along with them.
 * @param keepsUuids whether the release copied them with their uuids.
 * @throws what `open` and `read` throw.
 */
export function readAdded(path: string, from: number, behind: Tip | null, keepsUuids: boolean): Added {
  const added: Added = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
  const usages = new Map<string, TokenUsage>();
  withTranscript(path, (transcript) => {
    for (const { link, record } of readRecords(transcript, from)) {
      const request = marks.assistant.isOn(record) ? requestOf(record) : undefined;
      if (isTip({ uuid: link.uuid, request }, behind, keepsUuids)) break;
      if (isPrompt(record)) added.prompts += 1;
      added.permissionMode ??= text(record.permissionMode);
      if (!request || request.model === synthetic) continue;
      if (link.kind !== 'sidechain') added.model ??= request.model;
      // A message of several blocks is several records; the last of them has its whole usage.
      if (request.id && request.usage && !usages.has(request.id)) usages.set(request.id, request.usage);
    }
  });
  return usages.size > 0 ? { ...added, usage: addUp([...usages.values()]) } : added;
}

/** What a person, or a script, said to the model: no tool's result, no slash command, nothing that Claude added itself. */
function isPrompt(record: Message): boolean {
  return promptOf(record) !== undefined && !isCommand(record);
}
