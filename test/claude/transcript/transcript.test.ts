import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withTranscript } from '../../../src/claude/transcript/reader.ts';
import { requestOf } from '../../../src/claude/transcript/record.ts';
import {
  endsAt,
  hasRecordAfter,
  lastRecordedCost,
  lastRecordId,
  readRecords,
  whatIsLeft,
} from '../../../src/claude/transcript/transcript.ts';
import { seededRandom } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, type TranscriptLine, unchained, user, writeTranscript } from '../../support/transcripts.ts';

const chunkSize = 64 * 1024;

function read(path: string, start?: number) {
  return withTranscript(path, (transcript) => [...readRecords(transcript, start)]);
}

function uuids(path: string, start?: number): string[] {
  return read(path, start).map(({ link }) => link.uuid);
}

/** A record whose line, with its newline, has exactly this many bytes; its model, which is read, fills it. */
function recordOfBytes(uuid: string, bytes: number, filler = 'x'): TranscriptLine {
  const withModel = (model: string) => assistant(uuid, null, `msg of ${uuid}`, { message: { model } });
  const missing = bytes - Buffer.byteLength(JSON.stringify(withModel(''))) - 1;
  const size = Buffer.byteLength(filler);
  return withModel(filler.repeat(Math.floor(missing / size)) + 'y'.repeat(missing % size));
}

/** Reads the records, each with whether it is, to the last character, what was written: a difference of megabytes is not to be printed. */
function readBack(path: string, written: readonly TranscriptLine[]): [uuid: string, isWhole: boolean][] {
  const models = new Map(written.map(({ uuid, message }) => [uuid, (message as { model?: string }).model]));
  return read(path).map(({ link: { uuid }, record }) => [uuid, models.get(uuid) === requestOf(record)?.model]);
}

function newestFirst(written: readonly TranscriptLine[]): [uuid: unknown, isWhole: boolean][] {
  return written.map(({ uuid }): [unknown, boolean] => [uuid, true]).reverse();
}

describe('readRecords', () => {
  test('gives the chained records, newest first, as they were written', () => {
    const [asked, answered] = [user('u1', null), assistant('a1', 'u1', 'msg_1')];
    const { path } = writeTranscript(temporaryFolder(), 'a.jsonl', [...unchained, asked, answered, ...unchained]);
    expect(read(path)).toMatchObject([
      { link: { uuid: 'a1', parent: 'u1', kind: 'answer' }, record: answered },
      { link: { uuid: 'u1', parent: null, kind: 'prompt' }, record: asked },
    ]);
  });

  test.each<[what: string, lines: (TranscriptLine | string)[], cut: boolean, found: string[]]>([
    ['an empty file', [], true, []],
    ['empty lines alone', ['', '', ''], false, []],
    ['one line without its newline', [user('u1', null)], true, ['u1']],
    ['a cut last line', [user('u1', null), '{"parentUuid":"u1","uuid":"cu'], true, ['u1']],
    ['a garbage line', [user('u1', null), '\u0000\u0001{{', '{"parentUuid":}', user('u2', 'u1')], false, ['u2', 'u1']],
    ['a record without a uuid', ['{"parentUuid":null,"type":"user"}', user('u1', null)], false, ['u1']],
    ['a line separator inside a line', [user('u1', null, 'a\u2028b\u2029c'), user('u2', 'u1')], false, ['u2', 'u1']],
  ])('%s', (_, lines, cut, found) => {
    expect(uuids(writeTranscript(temporaryFolder(), 'a.jsonl', lines, { cut }).path)).toEqual(found);
  });

  test('stops at a byte offset, where a line may have been cut', () => {
    const folder = temporaryFolder();
    const first = writeTranscript(folder, 'first.jsonl', [user('u1', null)]);
    const both = writeTranscript(folder, 'both.jsonl', [user('u1', null), user('u2', 'u1')]);
    expect(uuids(both.path, 0)).toEqual(['u2', 'u1']);
    expect(uuids(both.path, 1)).toEqual(['u2']);
    expect(uuids(both.path, first.size - 1)).toEqual(['u2']);
    expect(uuids(both.path, first.size)).toEqual(['u2']);
    expect(uuids(both.path, first.size + 1)).toEqual([]);
    expect(uuids(both.path, both.size + 1000)).toEqual([]);
  });

  test('stops at a byte offset chunks before the end', () => {
    const records = Array.from({ length: 60 }, (_, index) => recordOfBytes(`u${index}`, 8000));
    const { path } = writeTranscript(temporaryFolder(), 'a.jsonl', records);
    const late = (count: number) => Array.from({ length: count }, (_, index) => `u${59 - index}`);
    for (const count of [1, 8, 9, 30, 59, 60]) expect(uuids(path, (60 - count) * 8000)).toEqual(late(count));
  });

  test.each([-2, -1, 0, 1, 2])('a newline %i bytes from the border of two chunks', (offset) => {
    const records = [recordOfBytes('u1', 3000), recordOfBytes('u2', 5000), recordOfBytes('u3', chunkSize + offset)];
    const { path, size } = writeTranscript(temporaryFolder(), 'a.jsonl', records);
    expect(size).toBe(8000 + chunkSize + offset);
    expect(readBack(path, records)).toEqual(newestFirst(records));
  });

  test.each([0, 1, 2, 3])('a border of two chunks %i bytes into a character of four bytes', (offset) => {
    const records = [recordOfBytes('u1', chunkSize, '\u{1f600}'), recordOfBytes('u2', 1000 + offset)];
    const { path } = writeTranscript(temporaryFolder(), 'a.jsonl', records);
    const content = readFileSync(path);
    // The border is really inside one, for three of the four.
    const isContinuation = ((content[content.length - chunkSize] ?? 0) & 0xc0) === 0x80;
    expect(readBack(path, records)).toEqual(newestFirst(records));
    borders.push(isContinuation);
    if (offset === 3) expect(borders.filter(Boolean).length).toBe(3);
  });
  const borders: boolean[] = [];

  test('a line over many chunks, between others', () => {
    const records = [user('u1', null), recordOfBytes('u2', chunkSize * 5 + 17, 'é'), user('u3', 'u2')];
    const { path } = writeTranscript(temporaryFolder(), 'a.jsonl', records);
    expect(readBack(path, records)).toEqual(newestFirst(records));
  });

  test('reads lines of any length as they were written', () => {
    const random = seededRandom(7);
    const folder = temporaryFolder();
    for (let round = 0; round < 30; round++) {
      const records = Array.from({ length: 40 }, (_, index) =>
        recordOfBytes(`u${index}`, 300 + Math.floor(random() ** 6 * 3 * chunkSize), ['x', 'é', '\u{1f600}'][Math.floor(random() * 3)]),
      );
      const { path } = writeTranscript(folder, 'a.jsonl', records, { cut: random() < 0.5 });
      expect(readBack(path, records)).toEqual(newestFirst(records));
    }
  });

  test('a missing file, and something that is not a file', () => {
    const folder = temporaryFolder();
    expect(() => uuids(join(folder, 'a.jsonl'))).toThrow(/ENOENT/);
    expect(() => uuids(folder)).toThrow(/EISDIR/);
  });
});

describe('what a transcript ends with', () => {
  const answered = [user('u1', null), assistant('a1', 'u1', 'msg_1')];

  test.each<[what: string, lines: TranscriptLine[], at: string, ends: boolean]>([
    ['its last answer', answered, 'a1', true],
    ['its last answer, with a prompt after it', [...answered, user('u2', 'a1')], 'a1', false],
    ["its last answer, with a subagent's prompt after it", [...answered, user('s', null, 'x', { isSidechain: true })], 'a1', true],
    ['its last answer, with a note after it', [...answered, { ...user('n', 'a1'), type: 'system' }], 'a1', true],
    [
      'an answer before a compaction, with a turn in between',
      [...answered, user('u2', 'a1'), assistant('a2', 'u2', 'msg_2'), { ...user('c', null), type: 'system', subtype: 'compact_boundary' }],
      'a1',
      true,
    ],
    ['its last answer, with a subagent after it', [...answered, assistant('s', null, 'msg_s', { isSidechain: true })], 'a1', true],
    ['an older answer', [...answered, user('u2', 'a1'), assistant('a2', 'u2', 'msg_2')], 'a1', false],
    ['a prompt', answered, 'u1', false],
    ['nothing', [], 'a1', false],
  ])('%s', (_, lines, at, ends) => {
    expect(endsAt(writeTranscript(temporaryFolder(), 'a.jsonl', lines).path, at)).toBe(ends);
  });

  test.each<[what: string, lines: TranscriptLine[], forkPoint: string | undefined, left: 'nothing' | 'prompt' | 'answer']>([
    ['an answer', answered, undefined, 'answer'],
    ['an answer, with a prompt after it', [...answered, user('u2', 'a1')], undefined, 'answer'],
    ['a prompt', [...unchained, user('u1', null)], undefined, 'prompt'],
    ['nothing', [], undefined, 'nothing'],
    ['nothing but what is no record', unchained, undefined, 'nothing'],
    ['of a fork, a copy with its fork point', [...answered, user('u2', 'a1')], 'a1', 'answer'],
    ['of a fork, a copy that was cut before its fork point', answered, 'a2', 'nothing'],
    ['of a fork, an empty copy', [], 'a1', 'nothing'],
  ])('left by a first turn: %s', (_, lines, forkPoint, left) => {
    expect(whatIsLeft(writeTranscript(temporaryFolder(), 'a.jsonl', lines).path, forkPoint)).toBe(left);
  });
});

test('a new record is distinguished from an earlier one', () => {
  const folder = temporaryFolder();
  const { size: before } = writeTranscript(folder, 'a.jsonl', [user('u1', null)]);
  const after = writeTranscript(folder, 'a.jsonl', [user('u1', null), user('u2', 'u1')]);
  expect([hasRecordAfter(after, before, 'u2'), hasRecordAfter(after, before, 'u1'), hasRecordAfter(after, after.size, 'u2')]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each<[what: string, lines: (TranscriptLine | string)[], start: number, cost: number | undefined]>([
  ['nothing', [], 0, undefined],
  ['no sum', [user('u1', null)], 0, undefined],
  [
    'the last sum',
    [{ type: 'cost-state', totalCostUSD: 0.1 }, user('u1', null), { type: 'cost-state', totalCostUSD: 0.2 }, user('u2', 'u1')],
    0,
    0.2,
  ],
  [
    'a sum that is none',
    [{ type: 'cost-state', totalCostUSD: 0.1 }, { type: 'cost-state', totalCostUSD: '0.2' }, '{"type":"cost-state"'],
    0,
    0.1,
  ],
  ['a sum from before', [{ type: 'cost-state', totalCostUSD: 0.1 }], 45, undefined],
])('lastRecordedCost: %s', (_, lines, start, cost) => {
  expect(lastRecordedCost(writeTranscript(temporaryFolder(), 'a.jsonl', lines).path, start)).toBe(cost);
});

test('lastRecordId is that of the last chained record', () => {
  const { path } = writeTranscript(temporaryFolder(), 'a.jsonl', [user('u1', null), assistant('a1', 'u1', 'msg_1'), ...unchained, '{"cut']);
  expect(lastRecordId(path)).toBe('a1');
  expect(lastRecordId(writeTranscript(temporaryFolder(), 'a.jsonl', unchained).path)).toBeUndefined();
});
