import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TranscriptFile } from '../../src/claude/transcript/projects.ts';

/** A line of a transcript. Those without a `uuid` are no part of the chain. */
export type TranscriptLine = Record<string, unknown>;

const common = { isSidechain: false, userType: 'external', cwd: '/work', sessionId: 'id-1', version: '2.1.329', gitBranch: 'main' };

/** A record as Claude writes it: its `parentUuid` first, its `uuid` last. */
export function chained(uuid: string, parentUuid: string | null, rest: TranscriptLine): TranscriptLine {
  return { parentUuid, ...common, ...rest, uuid, timestamp: '2026-01-01T00:00:00.000Z' };
}

export function user(uuid: string, parentUuid: string | null, text = 'Go on', rest: TranscriptLine = {}): TranscriptLine {
  return chained(uuid, parentUuid, { type: 'user', message: { role: 'user', content: text }, ...rest });
}

export function assistant(uuid: string, parentUuid: string | null, messageId: string, rest: TranscriptLine = {}): TranscriptLine {
  const usage = { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 7 };
  const content = [{ type: 'text', text: `I am ${uuid}.` }];
  return chained(uuid, parentUuid, {
    type: 'assistant',
    message: { id: messageId, type: 'message', role: 'assistant', model: 'claude-opus-5-5', content, usage },
    requestId: 'req_1',
    ...rest,
  });
}

/** What stands between the records of a real transcript, and chains nothing. */
export const unchained: TranscriptLine[] = [
  { type: 'queue-operation', operation: 'enqueue', timestamp: '2026-01-01T00:00:00.000Z', sessionId: 'id-1', content: 'Go on' },
  { type: 'file-history-snapshot', messageId: 'u1', snapshot: { trackedFileBackups: {} }, isSnapshotUpdate: false },
  { type: 'summary', summary: 'A conversation', leafUuid: 'a1' },
  { type: 'last-prompt', lastPrompt: 'Go on', sessionId: 'id-1' },
];

/** Writes lines as they stand; objects as JSON. @returns the file, as it is then. */
export function writeTranscript(
  folder: string,
  name: string,
  lines: readonly (TranscriptLine | string)[],
  { cut = false }: { cut?: boolean } = {},
): TranscriptFile {
  const path = join(folder, name);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const content = Buffer.from(text === '' || cut ? text : `${text}\n`);
  writeFileSync(path, content);
  return { path, size: content.length, isReadable: true };
}
