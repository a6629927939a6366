import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { View } from './claim.ts';
import { findHolder, isAnswerKept, readSnapshot, type Snapshot, type TranscriptRecord, viewOfHistory } from './witness.ts';

const all = ['apple', 'banana', 'cherry', 'damson'];
const marks = { earlier: ['apple', 'banana'], own: 'cherry', all };
const turn = (mark: string) => [`user: ${mark}`, `assistant: reply to: ${mark}`];

test.each<[what: string, history: string[], view: View]>([
  ['all of it', [...turn('apple'), ...turn('banana'), 'user: cherry'], 'whole'],
  ['with a prompt that failed merged in', [...turn('apple'), ...turn('banana'), 'user: damson {{status 400}}\ncherry'], 'whole'],
  ['a turn less', [...turn('apple'), 'user: cherry'], 'older'],
  ['a prompt whose answer is gone', [...turn('apple'), 'user: banana\ncherry'], 'older'],
  ['an answer that Claude made up', [...turn('apple'), 'user: banana', 'assistant: No response requested.', 'user: cherry'], 'older'],
  ['nothing', ['user: cherry'], 'blank'],
  ['what something else said after an older point', [...turn('apple'), ...turn('damson'), 'user: cherry'], 'older'],
  [
    'a prompt that the API refused',
    [...turn('apple'), ...turn('banana'), 'user: damson', 'assistant: API Error: 400', 'user: cherry'],
    'whole',
  ],
  ['a turn that was taken for a failed one', [...turn('apple'), ...turn('banana'), ...turn('damson {{delay 9}}'), 'user: cherry'], 'other'],
  ['a gap', [...turn('banana'), 'user: cherry'], 'other'],
  ['another conversation', [...turn('damson'), 'user: cherry'], 'other'],
  ['more than it had', [...turn('apple'), ...turn('banana'), ...turn('damson'), 'user: cherry'], 'other'],
])('the model saw %s', (_, history, view) => {
  expect(viewOfHistory(history, marks)).toBe(view);
});

function record(uuid: string, parentUuid: string | null, type: string, content: string): TranscriptRecord {
  return { uuid, parentUuid, type, message: { content } };
}

test('the holder is the transcript that got the prompt, with what its chain holds', () => {
  const old = [record('1', null, 'user', 'apple'), record('2', '1', 'assistant', 'reply'), record('3', '2', 'user', 'banana')];
  const grown = [...old, record('4', '3', 'assistant', 'reply'), record('5', '2', 'user', 'cherry')];
  const before: Snapshot = new Map([['/p/id-1.jsonl', old]]);
  expect(findHolder(before, new Map([['/p/id-1.jsonl', grown]]), marks, 'id-1')).toEqual({
    view: 'older',
    said: ['apple', 'reply', 'cherry'],
    sessionId: 'id-1',
    answer: undefined,
  });
  expect(findHolder(before, before, marks, 'id-1')).toEqual({ view: 'nothing', said: [], sessionId: undefined });
  const elsewhere: Snapshot = new Map([...before, ['/p/id-2.jsonl', [record('6', null, 'user', 'cherry')]]]);
  expect(findHolder(before, elsewhere, marks, 'id-1')).toEqual({ view: 'blank', said: ['cherry'], sessionId: 'id-2', answer: undefined });
  const answered = [...grown, record('7', '5', 'assistant', 'reply to: cherry'), record('8', '4', 'assistant', 'of another branch')];
  expect(findHolder(before, new Map([['/p/id-1.jsonl', answered]]), marks, 'id-1').answer).toBe('reply to: cherry');
  // What Claude attaches to a prompt is no answer to it.
  const attached = [...old, record('9', '3', 'attachment', ''), record('10', '9', 'user', 'cherry')];
  expect(findHolder(before, new Map([['/p/id-1.jsonl', attached]]), marks, 'id-1').view).toBe('older');
});

test('an answer is kept where it stands behind its prompt', () => {
  const unanswered = [record('1', null, 'user', 'apple'), record('2', '1', 'assistant', 'reply'), record('3', '2', 'user', 'banana')];
  expect(isAnswerKept(new Map([['/p/id-1.jsonl', unanswered]]), { own: 'apple', all })).toBe(true);
  expect(isAnswerKept(new Map([['/p/id-1.jsonl', unanswered]]), { own: 'banana', all })).toBe(false);
  const wentOn = [...unanswered, record('4', '3', 'user', 'cherry'), record('5', '4', 'assistant', 'reply to: cherry')];
  expect(isAnswerKept(new Map([['/p/id-1.jsonl', wentOn]]), { own: 'banana', all })).toBe(false);
});

test('a record behind what is left of one that was cut is read', () => {
  const path = join(temporaryFolder(), 'id-1.jsonl');
  writeFileSync(path, `{"parentUuid":"cut${JSON.stringify({ parentUuid: null, uuid: '1', type: 'user' })}\nnot JSON\n`);
  expect(readSnapshot([path]).get(path)).toEqual([{ parentUuid: null, uuid: '1', type: 'user' }]);
});
