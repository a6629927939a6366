import { accessSync, appendFileSync, constants } from 'node:fs';
import type { ConversationLabels } from '../../core/conversation.ts';
import { text } from '../../core/json.ts';
import { chorusError } from '../../errors.ts';
import { withTranscript } from './reader.ts';
import { lastOfType, readEnds, type TranscriptEnds } from './transcript-ends.ts';

/** What a user called a conversation, in Claude or through its SDK, or `--name`; undefined if nobody did. Empty: it was taken back. */
export interface GivenLabels {
  title: string | undefined;
  tag: string | undefined;
}

const headSize = 64 * 1024;

/** @throws what `open` and `read` throw. */
export function readGivenLabels(path: string): GivenLabels {
  return givenIn(readEnds(path, headSize));
}

/** The title and the tag that Claude's picker and its SDK show. @throws what `open` and `read` throw. */
export function readLabels(path: string): ConversationLabels {
  return labelsIn(readEnds(path, headSize));
}

/** A title that the user gave comes before one that Claude made, wherever they are. */
export function labelsIn(ends: Pick<TranscriptEnds, 'head' | 'tail'>): ConversationLabels {
  const { title, tag } = givenIn(ends);
  return { title: lineOf(title) ?? lineOf(lastText(ends, 'ai-title', 'aiTitle')) ?? null, tag: lineOf(tag) ?? null };
}

export function oneLineTitle(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

/**
 * Gives a conversation another title or tag, as `/rename` and the SDK do: by records at the end, which are in no chain. Does nothing to a
 * file that cannot be written, or that ends inside a record.
 * @param tag empty: none.
 * @returns the bytes that it added. @throws ChorusError (7)
 */
export function appendLabels(path: string, sessionId: string, { title, tag }: Partial<GivenLabels>): number {
  const records = [
    // The second one is the name at the prompt.
    ...(title === undefined
      ? []
      : [
          { type: 'custom-title', customTitle: title, sessionId },
          { type: 'agent-name', agentName: title, sessionId },
        ]),
    ...(tag === undefined ? [] : [{ type: 'tag', tag, sessionId }]),
  ];
  if (records.length === 0 || !canAppend(path)) return 0;
  const lines = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  try {
    appendFileSync(path, lines);
    return lines.length;
  } catch (cause) {
    throw chorusError(
      'file-unwritable',
      `Claude's picker goes on showing the old name: ${path} cannot be written`,
      `All else is done. ${(cause as Error).message}`,
      cause,
    );
  }
}

function canAppend(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return withTranscript(path, (file) => file.size > 0 && file.read(file.size - 1, file.size)[0] === 0x0a);
  } catch {
    return false;
  }
}

function givenIn(ends: Pick<TranscriptEnds, 'head' | 'tail'>): GivenLabels {
  return { title: lastText(ends, 'custom-title', 'customTitle'), tag: lastText(ends, 'tag', 'tag') };
}

function lastText({ head, tail }: Pick<TranscriptEnds, 'head' | 'tail'>, type: string, key: string): string | undefined {
  return text((lastOfType(tail, type) ?? lastOfType(head, type))?.[key])?.trim();
}

function lineOf(label: string | undefined): string | undefined {
  return label ? oneLineTitle(label) : undefined;
}
