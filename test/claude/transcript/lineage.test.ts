import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LineageQuestion, type TracedTurn, traceTurn } from '../../../src/claude/transcript/lineage.ts';
import type { TranscriptFile } from '../../../src/claude/transcript/projects.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, chained, type TranscriptLine, unchained, user, writeTranscript } from '../../support/transcripts.ts';

type Line = TranscriptLine | string;

const usage = { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 7 };

/** What is told of a turn, but for how much history is behind it. */
type Told = Pick<TracedTurn, 'lineage' | 'recordsAdded' | 'tip' | 'root' | 'usage'>;

/** Two turns, the tip of which is a2. */
const history: Line[] = [
  ...unchained.slice(0, 2),
  user('u1', null),
  assistant('a1', 'u1', 'msg_1'),
  user('u2', 'a1'),
  assistant('a2', 'u2', 'msg_2'),
];
const tip = { uuid: 'a2', messageId: 'msg_2' };
const anchor = { uuid: 'a3', messageId: 'msg_3' };
const root = { uuid: 'u1', messageId: 'msg_1' };
const tip3 = { uuid: 'a3', messageId: 'msg_3' };

interface Turn {
  before?: Line[];
  /** What the turn appended to the file; or, with `copied`, the new file that it wrote. */
  added?: Line[];
  copied?: Line[];
  cut?: boolean;
  anchor?: LineageQuestion['anchor'];
  tip?: LineageQuestion['tip'];
  sizeBefore?: number;
  reading?: LineageQuestion['reading'];
  verified?: number | null;
}

/** Writes the transcript, lets the turn happen, and traces it. */
function trace({ before: earlier = history, added = [], copied, cut = false, ...question }: Turn): TracedTurn {
  const folder = temporaryFolder();
  const before = writeTranscript(folder, 'before.jsonl', earlier);
  let transcript: TranscriptFile = before;
  // A new file, such as a fork's, holds nothing from before.
  const sizeBefore = copied ? 0 : before.size;
  if (copied) transcript = writeTranscript(folder, 'after.jsonl', copied, { cut });
  else {
    const text = added.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    appendFileSync(before.path, cut ? text : `${text}\n`);
    transcript = { path: before.path, size: statSync(before.path).size, isReadable: true };
  }
  return traceTurn({ transcript, anchor, tip, root, sizeBefore, ...question });
}

/** 1.0.60 to 1.0.110. */
const changingIds = { keepsUuids: false, repairsLinks: 'never' } as const;

const proved = (recordsAdded: number, newTip = tip3): Told => ({
  lineage: { status: 'proved' },
  recordsAdded,
  tip: newTip,
  root: null,
  usage,
});
const contradicted = (from: 'older-point' | 'elsewhere', newTip = tip3): Told => ({
  lineage: { status: 'contradicted', from },
  recordsAdded: null,
  tip: newTip,
  root: null,
  usage,
});
const begun = (uuid: string): Told => ({ ...proved(2), root: { uuid, messageId: 'msg_3' } });
const unavailable = (because: 'no-transcript' | 'unreadable' | 'no-tip' | 'no-records' | 'ids-not-unique'): Told => ({
  lineage: { status: 'unavailable', because },
  recordsAdded: null,
  tip: null,
  root: null,
  usage: undefined,
});

describe('traceTurn', () => {
  test.each<[what: string, turn: Turn, traced: Told]>([
    ['the tip is the parent', { added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3'), ...unchained] }, proved(2)],
    [
      'the tip is an ancestor, over tool calls',
      {
        added: [
          user('u3', 'a2'),
          assistant('a3x', 'u3', 'msg_x'),
          user('t3', 'a3x', 'tool result'),
          chained('at', 't3', { type: 'attachment', attachment: {} }),
          assistant('a3', 'at', 'msg_3'),
        ],
      },
      proved(5),
    ],
    [
      'a message of two blocks is two records with one id, of which the stream ended with the first',
      {
        added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3'), assistant('a3b', 'a3', 'msg_3')],
      },
      proved(3, { uuid: 'a3b', messageId: 'msg_3' }),
    ],
    [
      'the tip is one of two blocks',
      {
        before: [user('u1', null), assistant('a2', 'u1', 'msg_2'), assistant('a2b', 'a2', 'msg_2')],
        added: [user('u3', 'a2b'), assistant('a3', 'u3', 'msg_3')],
      },
      proved(3),
    ],
    [
      'a release that drops the last block of the tip, a call without a result, continues from the one before',
      {
        before: [user('u1', null), assistant('a2b', 'u1', 'msg_2'), assistant('a2', 'a2b', 'msg_2')],
        added: [user('u3', 'a2b'), assistant('a3', 'u3', 'msg_3')],
      },
      proved(2),
    ],
    [
      'what was recorded after the answer does not count',
      { added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3'), user('x', 'a3', 'stop hook')] },
      proved(2),
    ],
    [
      'the prompt of a killed turn stands in between',
      { added: [user('killed', 'a2'), user('u3', 'killed'), assistant('a3', 'u3', 'msg_3')] },
      proved(3),
    ],

    [
      '1.0.60: a new file, new uuids, the same message ids',
      {
        copied: [
          user('v1', null),
          assistant('b1', 'v1', 'msg_1'),
          user('v2', 'b1'),
          assistant('b2', 'v2', 'msg_2'),
          user('v3', 'b2'),
          assistant('b3', 'v3', 'msg_3'),
        ],
        anchor: { messageId: 'msg_3' },
        reading: changingIds,
      },
      proved(2, { uuid: 'b3', messageId: 'msg_3' }),
    ],
    [
      '1.0.60: a new file with another history',
      { copied: [user('v1', null), assistant('b3', 'v1', 'msg_3')], anchor: { messageId: 'msg_3' }, reading: changingIds },
      contradicted('elsewhere', { uuid: 'b3', messageId: 'msg_3' }),
    ],
    [
      '1.0.60: a new file that stops short of the tip',
      {
        copied: [user('v1', null), assistant('b1', 'v1', 'msg_1'), user('v3', 'b1'), assistant('b3', 'v3', 'msg_3')],
        anchor: { messageId: 'msg_3' },
        reading: changingIds,
      },
      contradicted('older-point', { uuid: 'b3', messageId: 'msg_3' }),
    ],
    ['a fork: a new file, the same uuids', { copied: [...history, user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')] }, proved(2)],

    [
      'a compaction cut the chain, and names the record before it',
      {
        added: [
          chained('c', null, { logicalParentUuid: 'a2', type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' }),
          user('s', 'c', 'This session is being continued …', { isCompactSummary: true }),
          user('u3', 's'),
          assistant('a3', 'u3', 'msg_3'),
        ],
      },
      proved(4),
    ],
    [
      'a compaction that names nothing that is known',
      {
        added: [
          chained('c', null, { logicalParentUuid: 'zzz', type: 'system', subtype: 'compact_boundary' }),
          user('u3', 'c'),
          assistant('a3', 'u3', 'msg_3'),
        ],
      },
      contradicted('elsewhere'),
    ],

    [
      'a subagent wrote in between, and last',
      {
        added: [
          user('u3', 'a2'),
          user('s1', null, 'Task', { isSidechain: true }),
          assistant('s2', 's1', 'msg_s', { isSidechain: true }),
          assistant('a3', 'u3', 'msg_3'),
          assistant('s3', 's2', 'msg_t', { isSidechain: true }),
        ],
      },
      proved(2),
    ],
    [
      'no anchor: the last record that is no subagent’s',
      {
        added: [user('u3', 'a2'), assistant('s1', null, 'msg_s', { isSidechain: true })],
        anchor: undefined,
      },
      { lineage: { status: 'proved' }, recordsAdded: 1, tip, root: null, usage: undefined },
    ],

    ['garbage in between', { added: [user('u3', 'a2'), '{"parentUuid":garbage', 'more', '', assistant('a3', 'u3', 'msg_3')] }, proved(2)],
    [
      'JSON that is no record',
      { added: [user('u3', 'a2'), '["parentUuid"]', '"parentUuid"', '{"parentUuid":"a2"}', 'null', assistant('a3', 'u3', 'msg_3')] },
      proved(2),
    ],
    ['a last line without its newline', { added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')], cut: true }, proved(2)],
    [
      'a first record behind what is left of a cut one, on its line (1.0.128, 2.0.0)',
      { added: [`{"parentUuid":"a2","type":"us${JSON.stringify(user('u3', 'a2'))}`, assistant('a3', 'u3', 'msg_3')] },
      proved(2),
    ],
    [
      'a cut last line',
      { added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3'), '{"parentUuid":"a3","type":"assis'], cut: true },
      proved(2),
    ],
    [
      'CRLF',
      { before: history.map((line) => `${JSON.stringify(line)}\r`), added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')] },
      proved(2),
    ],

    [
      'parents after their children',
      {
        copied: [
          assistant('a3', 'u3', 'msg_3'),
          user('u3', 'a2'),
          assistant('a2', 'u2', 'msg_2'),
          user('u2', 'a1'),
          assistant('a1', 'u1', 'msg_1'),
          user('u1', null),
        ],
      },
      proved(2),
    ],
    [
      'some parents after their children',
      { copied: [user('u1', null), user('u3', 'a2'), assistant('a3', 'u3', 'msg_3'), assistant('a2', 'u1', 'msg_2')] },
      proved(2),
    ],
    [
      'records that go round in a circle',
      { copied: [user('x', 'y'), user('y', 'x'), user('u3', 'x'), assistant('a3', 'u3', 'msg_3')] },
      contradicted('elsewhere'),
    ],
    ['a record that is its own parent', { copied: [user('x', 'x'), assistant('a3', 'x', 'msg_3')] }, contradicted('elsewhere')],

    ['from an older point', { added: [user('u3', 'a1'), assistant('a3', 'u3', 'msg_3')] }, contradicted('older-point')],
    ['from its very beginning', { added: [user('u3', 'u1'), assistant('a3', 'u3', 'msg_3')] }, contradicted('older-point')],
    ['from nothing', { added: [user('u3', null), assistant('a3', 'u3', 'msg_3')] }, contradicted('elsewhere')],
    ['from a record that is not there', { added: [user('u3', 'zzz'), assistant('a3', 'u3', 'msg_3')] }, contradicted('elsewhere')],
    [
      'someone else went on from the tip, and the turn from the point before',
      { added: [user('o', 'a2'), assistant('oa', 'o', 'msg_o'), user('u3', 'a1'), assistant('a3', 'u3', 'msg_3')] },
      contradicted('older-point'),
    ],
    [
      'someone else went on from the tip, and the turn from there',
      { added: [user('o', 'a2'), assistant('oa', 'o', 'msg_o'), user('u3', 'oa'), assistant('a3', 'u3', 'msg_3')] },
      proved(4),
    ],

    ['an empty transcript', { copied: [] }, unavailable('no-records')],
    ['a transcript without the turn', { copied: history }, unavailable('no-records')],
    ['a transcript of garbage', { copied: ['garbage', '{"parentUuid"'] }, unavailable('no-records')],
    ['no transcript', { added: [], transcript: undefined } as Turn, unavailable('no-transcript')],
    [
      'no tip yet',
      { added: [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')], tip: null },
      { lineage: { status: 'unavailable', because: 'no-tip' }, recordsAdded: 6, tip: tip3, root: null, usage },
    ],
    ['a new conversation comes from nothing', { copied: [user('u3', null), assistant('a3', 'u3', 'msg_3')], tip: 'root' }, begun('u3')],
    [
      'a new conversation that was killed before its answer',
      { copied: [...unchained, user('u1', null)], tip: 'root', anchor: undefined },
      { lineage: { status: 'proved' }, recordsAdded: 1, tip: null, root: { uuid: 'u1', messageId: '' }, usage: undefined },
    ],
    [
      'a new conversation with parents after their children',
      { copied: [assistant('a3', 'u3', 'msg_3'), user('u3', null)], tip: 'root' },
      begun('u3'),
    ],
    [
      'a new conversation whose beginning is not there',
      { before: [], copied: [user('u3', 'zzz'), assistant('a3', 'u3', 'msg_3')], tip: 'root' },
      contradicted('elsewhere'),
    ],
  ])('%s', (_, turn, traced) => {
    expect(trace(turn)).toMatchObject(traced);
  });

  test('without a root, an older point looks like another conversation', () => {
    const copied = [user('u1', null), assistant('a1', 'u1', 'msg_1'), user('u3', 'a1'), assistant('a3', 'u3', 'msg_3')];
    expect(trace({ copied })).toMatchObject(contradicted('older-point'));
    const transcript = writeTranscript(temporaryFolder(), 'after.jsonl', copied);
    expect(traceTurn({ transcript, anchor, tip, root: null, sizeBefore: 0 })).toMatchObject(contradicted('elsewhere'));
  });

  test('without an anchor, earlier records do not belong to the turn', () => {
    expect(trace({ anchor: undefined })).toMatchObject(unavailable('no-records'));
    expect(trace({ anchor: undefined, added: [assistant('s1', null, 'msg_s', { isSidechain: true })] })).toMatchObject(
      unavailable('no-records'),
    );
    expect(trace({ anchor: undefined, tip: root })).toMatchObject(unavailable('no-records'));
    expect(trace({ anchor: undefined, tip: root, sizeBefore: 0 })).toMatchObject(proved(3, tip));
  });

  test("the turn's own records are no history, though they stand in the file", () => {
    const traced = trace({ added: [user('u3', null), assistant('a3', 'u3', 'msg_3'), user('u4', 'a3'), assistant('a4', 'u4', 'msg_4')] });
    expect(traced).toMatchObject(contradicted('elsewhere'));
  });

  test('a transcript that cannot be read, or has gone meanwhile', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a.jsonl'));
    for (const name of ['a.jsonl', 'gone.jsonl']) {
      const transcript = { path: join(folder, name), size: 100, isReadable: true };
      expect(traceTurn({ transcript, anchor, tip, root, sizeBefore: 0 })).toMatchObject(unavailable('unreadable'));
    }
  });

  test('a long conversation is read no further than the tip', () => {
    const folder = temporaryFolder();
    // If it were read to its beginning, a line of this would pass for the tip.
    const decoy = assistant('a2', null, 'msg_2');
    const long = Array.from({ length: 2000 }, (_, index) => user(`f${index}`, index === 0 ? null : `f${index - 1}`, 'x'.repeat(500)));
    const lines = [decoy, ...long, assistant('a2', 'f1999', 'msg_2'), user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')];
    const transcript = writeTranscript(folder, 'a.jsonl', lines);
    expect(traceTurn({ transcript, anchor, tip, root, sizeBefore: 0 })).toMatchObject(proved(2));
  });
});

describe('ids of messages that are not unique', () => {
  test.each<[what: string, id: string]>([
    ['all the same', 'msg_same'],
    ['empty', ''],
  ])('uuids prove a resume: %s', (_, id) => {
    const before = [user('u1', null), assistant('a1', 'u1', id), user('u2', 'a1'), assistant('a2', 'u2', id)];
    const turn = { before, tip: { uuid: 'a2', messageId: id }, anchor: { uuid: 'a3', messageId: id } };
    expect(trace({ ...turn, added: [user('u3', 'a2'), assistant('a3', 'u3', id)] })).toMatchObject(
      proved(2, { uuid: 'a3', messageId: id }),
    );
    const blank = trace({ ...turn, added: [user('u3', null), assistant('a3', 'u3', id)] });
    expect(blank).toMatchObject(contradicted('elsewhere', { uuid: 'a3', messageId: id }));
    const older = trace({ ...turn, added: [user('u3', 'a1'), assistant('a3', 'u3', id)] });
    expect(older).toMatchObject(contradicted('older-point', { uuid: 'a3', messageId: id }));
  });

  test.each<[what: string, id: string]>([
    ['all the same', 'msg_same'],
    ['empty', ''],
  ])('a release that keeps no uuids proves nothing by them: %s', (_, id) => {
    const copied = [user('v1', null), assistant('b1', 'v1', id), user('v2', 'b1'), assistant('b2', 'v2', id)];
    const turn = { tip: { uuid: 'a1', messageId: id }, anchor: { messageId: id }, reading: changingIds };
    expect(trace({ ...turn, copied })).toMatchObject({
      lineage: { status: 'unavailable', because: 'ids-not-unique' },
      recordsAdded: null,
      tip: { uuid: 'b2', messageId: id },
    });
  });
});

/** How a release reads a transcript, by how it repairs links. */
const never = { keepsUuids: true, repairsLinks: 'never' } as const;
const missing = { keepsUuids: true, repairsLinks: 'missing' } as const;
const all = { keepsUuids: true, repairsLinks: 'all' } as const;

describe('how much history is behind a turn', () => {
  const three: Line[] = [user('u0', null), assistant('a0', 'u0', 'msg_0'), ...history.slice(2)];
  const turn = [user('u3', 'a2'), assistant('a3', 'u3', 'msg_3')];
  const linked = (link: (line: TranscriptLine) => TranscriptLine) =>
    three.map((line, index) => link({ ...(line as TranscriptLine), ...(index === 2 ? { parentUuid: 'a0' } : {}) }));
  const relinked = (uuid: string, parentUuid: string | null) => linked((line) => (line.uuid === uuid ? { ...line, parentUuid } : line));
  const without = (...uuids: string[]) => linked((line) => line).filter(({ uuid }) => !uuids.includes(uuid as string));
  const oldRoot = { uuid: 'u0', messageId: 'msg_0' };

  type Found = [reachable: number | null, total: number | null, isComplete: boolean, isRepaired: boolean];
  const reachOf = (question: Turn & { root?: LineageQuestion['root'] }): Found => {
    const { reach } = trace({ added: turn, root: oldRoot, ...question } as Turn);
    return [reach?.reachable ?? null, reach?.total ?? null, reach?.isComplete === true, reach?.repair !== undefined];
  };

  test.each<[what: string, turn: Turn, found: Found]>([
    ['all of it', { before: linked((line) => line) }, [6, 8, true, false]],
    [
      'records between them are no messages',
      {
        before: [...linked((line) => line), chained('x', 'a2', { type: 'attachment' })],
        added: [user('u3', 'x'), assistant('a3', 'u3', 'msg_3')],
      },
      [6, 8, true, false],
    ],
    ['a broken link, which the release does not repair', { before: relinked('u2', 'gone'), reading: never }, [2, 4, false, false]],
    ['a broken link, which the release repairs', { before: relinked('u2', 'gone'), reading: missing }, [6, 8, true, true]],
    ['a prompt that was made the first record', { before: relinked('u2', null), reading: all }, [2, 4, true, false]],
    ['a circle, which the release does not repair', { before: relinked('u1', 'a2'), reading: missing }, [4, 6, false, false]],
    ['a circle, which the release repairs', { before: relinked('u1', 'a2'), reading: all }, [6, 8, true, true]],
    ['a record that is its own parent', { before: relinked('u2', 'u2'), reading: all }, [6, 8, true, true]],
    ['removed records, whose place the release repairs', { before: without('u1', 'a1'), reading: all }, [4, 6, true, true]],
    [
      'removed records, and the link leads past them',
      { before: relinked('u2', 'a0').filter(({ uuid }) => uuid !== 'u1'), reading: all },
      [4, 6, true, false],
    ],
    ['a removed beginning', { before: without('u0', 'a0'), reading: all }, [4, 6, false, false]],
    [
      'a transcript that is as it was when its messages were counted is not read again',
      { before: relinked('u2', 'gone'), reading: never, verified: 6 },
      [6, 8, true, false],
    ],
    [
      'the prompt of a killed turn between the tip and this turn',
      { before: linked((line) => line), added: [user('k', 'a2'), user('u3', 'k'), assistant('a3', 'u3', 'msg_3')] },
      [6, 9, true, false],
    ],
    [
      'an answer that Claude made up after the new tip',
      {
        before: linked((line) => line),
        added: [...turn, assistant('e', 'a3', 'msg_e', { message: { id: 'msg_e', model: '<synthetic>' } })],
        anchor: { uuid: 'e' },
      },
      [6, 8, true, false],
    ],
  ])('%s', (_, turn, found) => {
    expect(reachOf(turn)).toEqual(found);
  });

  test('calls side by side: a result that is no parent counts, and is missed', () => {
    const result = (uuid: string, parent: string) =>
      user(uuid, parent, '', { message: { role: 'user', content: [{ type: 'tool_result' }] } });
    const calls = [
      user('u0', null),
      assistant('b1', 'u0', 'm'),
      assistant('b2', 'b1', 'm'),
      result('r1', 'b1'),
      result('r2', 'b2'),
      assistant('a2', 'r2', 'msg_2'),
    ];
    expect(reachOf({ before: calls })).toEqual([6, 8, true, false]);
    expect(reachOf({ before: calls.filter(({ uuid }) => uuid !== 'r1') })).toEqual([5, 7, true, false]);
    // Claude drops calls without a result, and the results that nothing leads to.
    const past = calls.map((line) => (line.uuid === 'a2' ? { ...line, parentUuid: 'b2' } : line));
    expect(reachOf({ before: past })).toEqual([4, 6, true, false]);
  });

  const boundary = (uuid: string, logicalParentUuid: string) =>
    chained(uuid, null, { logicalParentUuid, type: 'system', subtype: 'compact_boundary' });

  test('a compaction is the new beginning: what is behind it is not counted', () => {
    const compacted = [
      ...relinked('u1', 'gone'),
      boundary('c', 'a2'),
      user('s', 'c', 'summary'),
      user('u4', 's'),
      assistant('a4', 'u4', 'msg_4'),
    ];
    const question = {
      before: compacted,
      tip: { uuid: 'a4', messageId: 'msg_4' },
      added: [user('u3', 'a4'), assistant('a3', 'u3', 'msg_3')],
      reading: never,
    };
    expect(reachOf(question)).toEqual([3, 5, true, false]);
  });

  test('a compaction after the tip leaves nothing to compare, and the count begins anew', () => {
    const added = [boundary('c', 'a2'), user('s', 'c', 'summary'), ...[user('u3', 's'), assistant('a3', 'u3', 'msg_3')]];
    const traced = trace({ before: relinked('u2', 'gone'), added, reading: never, root: oldRoot } as Turn);
    expect(traced.lineage).toEqual({ status: 'proved' });
    expect(traced.reach).toEqual({ reachable: null, total: 3, isComplete: true, isCompacted: true, repair: undefined });
  });

  test('nothing but a compaction: the next turn has nothing to find', () => {
    const traced = trace({ before: linked((line) => line), added: [boundary('c', 'a2')], anchor: undefined });
    expect(traced).toMatchObject({ tip, reach: { reachable: null, total: null, isCompacted: true } });
  });

  test('what is at stake is the context before the newest broken link', () => {
    const sized = (uuid: string, parent: string, id: string, tokens: number) =>
      assistant(uuid, parent, id, { message: { id, usage: { input_tokens: 1, cache_read_input_tokens: tokens - 1, output_tokens: 9 } } });
    const before = [
      user('u0', null),
      sized('a0', 'u0', 'm0', 100),
      user('u1', 'a0'),
      sized('a1', 'u1', 'm1', 300),
      user('u2', 'gone'),
      sized('a2', 'u2', 'msg_2', 700),
    ];
    expect(
      trace({ before, added: [user('u3', 'a2', 'x'.repeat(40)), assistant('a3', 'u3', 'msg_3')], root: oldRoot } as Turn),
    ).toMatchObject({
      atStake: 600,
      promptTokens: 10,
      firstUsage: usage,
    });
  });
});
