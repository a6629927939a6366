import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type ChangedSince, eventsFromTranscripts } from '../../../src/claude/transcript/changed-transcripts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cleared = '{"type":"user","message":{"role":"user","content":"<command-name>/clear</command-name>"}}\n';
const answer = (id: string) => `{"type":"assistant","message":{"id":"${id}"}}\n`;

/** Transcripts that were there before, then those that came or grew. */
async function look(before: Record<string, string>, after: Record<string, string>, question: Partial<ChangedSince> = {}) {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.jsonl`), text);
  for (const [name, text] of Object.entries(before)) {
    write(name, text);
    utimesSync(join(folder, `${name}.jsonl`), 1, 1);
  }
  await sleep(20);
  const since = new Date();
  await sleep(20);
  for (const [name, text] of Object.entries(after)) {
    write(name, text);
    await sleep(5);
  }
  return eventsFromTranscripts({ folder, since, expectedId: 'a', formerIds: [], tipMessageId: 'msg_tip', ...question }).map(
    ({ sessionId, source }) => `${sessionId} ${source}`,
  );
}

describe('eventsFromTranscripts', () => {
  test.each<
    [what: string, before: Record<string, string>, after: Record<string, string>, events: string[], question?: Partial<ChangedSince>]
  >([
    ['nothing changed', { a: 'x', b: 'x' }, {}, []],
    ['the one that was asked for grew', { a: 'x', b: 'x' }, { a: 'xx' }, ['a resume']],
    ['another one grew', { a: 'x', b: 'x' }, { b: 'xx' }, []],
    ['it was copied under a new id', { a: answer('msg_tip') }, { n: answer('msg_tip') }, ['n resume']],
    ['/clear after it grew', { a: 'x' }, { a: 'xx', n: cleared }, ['a resume', 'n clear']],
    ['/clear twice', { a: 'x' }, { a: 'xx', n: cleared, m: cleared }, ['a resume', 'n clear', 'm clear']],
    ['a new one beside it is none of its own', { a: 'x' }, { a: 'xx', n: answer('msg_other') }, ['a resume']],
    ['/clear where nothing was said before: nothing ties them', { a: 'x' }, { n: cleared }, []],
    ['back to an earlier one', { a: 'x', o: 'x' }, { a: 'xx', o: 'xx' }, ['a resume', 'o resume'], { formerIds: ['o'] }],
    ['an earlier one, and back again', { a: 'x', o: 'x' }, { o: 'xx', a: 'xx' }, ['a resume'], { formerIds: ['o'] }],
    ['what was said went elsewhere', { a: 'x' }, { n: '{"sessionId":"a"}' }, ['n stray']],
    ['the release chooses the id', {}, { n: answer('msg_1') }, ['n resume'], { expectedId: null, tipMessageId: undefined }],
  ])('%s', async (_, before, after, events, question) => {
    expect(await look(before, after, question)).toEqual(events);
  });

  test("one that is cleared elsewhere, while this one continues, is not the session's", async () => {
    const folder = temporaryFolder();
    const since = new Date(Date.now() - 10);
    writeFileSync(join(folder, 'a.jsonl'), 'x');
    writeFileSync(join(folder, 'n.jsonl'), cleared);
    const later = Date.now() / 1000 + 60;
    utimesSync(join(folder, 'a.jsonl'), later, later);
    const events = eventsFromTranscripts({ folder, since, expectedId: 'a', formerIds: [], tipMessageId: undefined });
    expect(events.map(({ sessionId }) => sessionId)).toEqual(['a']);
  });

  test('no folder', () => {
    expect(
      eventsFromTranscripts({ folder: '/nowhere', since: new Date(0), expectedId: 'a', formerIds: [], tipMessageId: undefined }),
    ).toEqual([]);
  });
});
