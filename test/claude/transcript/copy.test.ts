import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyTranscript } from '../../../src/claude/transcript/copy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, type TranscriptLine, unchained, user, writeTranscript } from '../../support/transcripts.ts';

const source = [
  ...unchained,
  user('u1', null, 'says "sessionId":"mine"'),
  assistant('a1', 'u1', 'msg_1'),
  user('u2', 'a1'),
  assistant('a2', 'u2', 'msg_2'),
];

test('copies up to and including a record, under another id, readable only by its owner', () => {
  const folder = temporaryFolder();
  const { path, size } = writeTranscript(folder, 'a.jsonl', source);
  copyTranscript(path, 'a1', join(folder, 'b.jsonl'), 'id-2');
  const copied = readFileSync(join(folder, 'b.jsonl'), 'utf8');
  expect(
    copied
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as TranscriptLine),
  ).toEqual(source.slice(0, -2).map((line) => ('sessionId' in line ? { ...line, sessionId: 'id-2' } : line)));
  expect(copied.endsWith('}\n')).toBe(true);
  expect(statSync(join(folder, 'b.jsonl')).mode & 0o777).toBe(0o600);
  expect(statSync(path).size).toBe(size);
});

test('never writes over another file', () => {
  const folder = temporaryFolder();
  const { path } = writeTranscript(folder, 'a.jsonl', source);
  expect(() => copyTranscript(path, 'a1', path, 'id-2')).toThrow(/EEXIST/);
});

/** @returns the copy of a transcript with this one line. */
function copyOf(line: string): string {
  const folder = temporaryFolder();
  const path = join(folder, 'a.jsonl');
  writeFileSync(path, Buffer.from(`${line}\n`, 'latin1'));
  copyTranscript(path, 'a1', join(folder, 'b.jsonl'), 'new');
  return readFileSync(join(folder, 'b.jsonl'), 'latin1');
}

test.each([
  [
    'what a tool was given stays as it was, before and after the key of the record',
    '{"parentUuid":null,"message":{"content":[{"type":"tool_use","input":{"sessionId":"x","in":[{"sessionId":"y"}]}}]},"sessionId":"old","uuid":"a1","toolUseResult":{"sessionId":"z"}}',
    '{"parentUuid":null,"message":{"content":[{"type":"tool_use","input":{"sessionId":"x","in":[{"sessionId":"y"}]}}]},"sessionId":"new","uuid":"a1","toolUseResult":{"sessionId":"z"}}',
  ],
  [
    'a record without the key gets none, whatever stands inside it',
    '{"parentUuid":null,"uuid":"a1","data":{"sessionId":"x"},"text":"sessionId"}',
    '{"parentUuid":null,"uuid":"a1","data":{"sessionId":"x"},"text":"sessionId"}',
  ],
  [
    'quotes, braces and backslashes inside a text are text',
    String.raw`{"parentUuid":null,"cwd":"C:\\","a":"}{[\"","sessionId":"old","uuid":"a1"}`,
    String.raw`{"parentUuid":null,"cwd":"C:\\","a":"}{[\"","sessionId":"new","uuid":"a1"}`,
  ],
  [
    'bytes that are no UTF-8 stay as they are',
    '{"parentUuid":null,"text":"caf\xe9","sessionId":"old","uuid":"a1"}',
    '{"parentUuid":null,"text":"caf\xe9","sessionId":"new","uuid":"a1"}',
  ],
  [
    'a record behind one that was cut, on the same line, gets the id',
    '{"parentUuid":"u","sessionId":"old","message":{"content":"cu{"parentUuid":null,"sessionId":"old","uuid":"a1"}',
    '{"parentUuid":"u","sessionId":"old","message":{"content":"cu{"parentUuid":null,"sessionId":"new","uuid":"a1"}',
  ],
])('a copy for a fork changes the id of its records alone: %s', (_, line, copied) => {
  expect(copyOf(line)).toBe(`${copied}\n`);
});

test('the copy ends at the record of that uuid, not at a text that names it', () => {
  const line = '{"parentUuid":null,"uuid":"u1","input":{"uuid":"a1"}}\n{"parentUuid":"u1","uuid":"a1","sessionId":"old"}';
  expect(copyOf(line)).toBe(`${line.replace('old', 'new')}\n`);
});

test('a text of many megabytes is copied', () => {
  const line = `{"parentUuid":null,"text":"${'ab\\"'.repeat(4_000_000)}","sessionId":"old","uuid":"a1"}`;
  expect(copyOf(line) === `${line.replace('"old"', '"new"')}\n`).toBe(true);
});
