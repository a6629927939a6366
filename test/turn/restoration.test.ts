import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTranscript } from '../../src/claude/transcript/projects.ts';
import { createSession } from '../../src/core/session.ts';
import { openStore } from '../../src/store/store.ts';
import { findConversation } from '../../src/turn/restoration.ts';
import type { World } from '../../src/turn/world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assistant, type TranscriptLine, unchained, user, writeTranscript } from '../support/transcripts.ts';

const sessionId = '11111111-1111-4111-8111-111111111111';
const first = [user('u1', null), assistant('a1', 'u1', 'msg_1')];
const kept = [...first, user('u2', 'a1', 'The key is SECRET.'), assistant('a2', 'u2', 'msg_2')];

type Lines = readonly (TranscriptLine | string)[];

/** Claude's transcript beside a copy of `kept` in the vault; undefined for none of either. */
function place(transcript: Lines | undefined, { copy = kept, isNoted = false }: { copy?: Lines | null; isNoted?: boolean } = {}) {
  const root = temporaryFolder();
  const project = join(root, 'claude', 'projects', '-work');
  mkdirSync(project, { recursive: true });
  const store = openStore(join(root, 'home'));
  const path = join(project, `${sessionId}.jsonl`);
  if (copy) store.vault.keep(sessionId, writeTranscript(root, 'copied.jsonl', copy).path);
  if (transcript) writeTranscript(project, `${sessionId}.jsonl`, transcript);
  const env = { CLAUDE_CONFIG_DIR: join(root, 'claude') };
  const world = { store, env } as unknown as World;
  const session = createSession({ name: 'auth', sessionId, now: new Date(0), cwd: '/work', settings: {} });
  if (isNoted) session.transcriptStamp = findTranscript(env, '/work', sessionId)?.stamp;
  return { store, path, find: () => findConversation(world, session, sessionId) };
}

function edited(lines: Lines, from: RegExp | string, to: string): string[] {
  return lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)).replaceAll(from, to));
}

describe('is put back', () => {
  test.each<[what: string, transcript: Lines | undefined]>([
    ['what is gone', undefined],
    ['what is empty', []],
    ['what lost its end in the middle of a line', [...first, '{"parentUuid":"a1","uui']],
    ['what has a line that was cut', [...first, JSON.stringify(kept[2]).slice(0, 90), kept[3] as TranscriptLine]],
    ['what has zeros in a line, as after a crash', [...first, `${JSON.stringify(kept[2]).slice(0, 90)}${'\0'.repeat(80)}`]],
    ['what is rubbish', ['#'.repeat(50)]],
    ['what is rubbish, and longer', ['#'.repeat(50_000)]],
    ['what has rubbish in the place of its last record, and is longer', [...kept.slice(0, 3), '#'.repeat(50_000)]],
  ])('%s', async (_, transcript) => {
    const { store, path, find } = place(transcript);
    const { transcript: found, restoration } = await find();
    const copy = store.vault.copyOf(sessionId);
    expect(found).toEqual({ path: copy?.path, size: copy?.size, isReadable: true });
    expect(restoration).toMatchObject({ sessionId, to: path });
    store.vault.putBack(sessionId, path, restoration?.left ?? null);
    expect(readFileSync(path).equals(readFileSync(copy?.path ?? ''))).toBe(true);
    expect(await find()).toMatchObject({ restoration: undefined, missing: undefined });
  });

  test('what ends inside a line that is no record', async () => {
    const copy = [...kept, unchained[3] as TranscriptLine];
    const { path, find } = place(copy, { copy });
    truncateSync(path, statSync(path).size - 10);
    expect((await find()).restoration).toBeDefined();
  });
});

describe('is neither put back nor sent, since whole records are missing', () => {
  test.each<[what: string, transcript: Lines, missing: number]>([
    ['what lost its end', first, 2],
    ['what lost its beginning', kept.slice(2), 2],
    ['what lost records in the middle', [kept[0] as TranscriptLine, ...kept.slice(3)], 2],
    ['what lost its end, and something else went on from there', [...first, user('x1', 'a1')], 2],
    ['what something else wrote', [user('x1', null), assistant('x2', 'x1', 'msg_x')], 4],
    ['what a person edited, and cut by mistake', [...edited(first, 'Go on', 'X'), '{"parentUuid":"a1","uui'], 2],
    ['what a careless edit left unreadable', edited(kept, /SECRET[^ ]*/g, 'X'), 1],
  ])('%s', async (_, transcript, missing) => {
    expect(await place(transcript).find()).toMatchObject({ restoration: undefined, missing });
    expect((await place(transcript, { isNoted: false }).find()).transcript?.size).toBeGreaterThan(0);
  });
});

describe('is left as it is, and used', () => {
  test.each<[what: string, transcript: Lines, copy?: Lines]>([
    ['what is as it was', kept],
    ['what has grown', [...kept, user('u3', 'a2')]],
    ['what a person made shorter', edited(kept, 'SECRET', 'X')],
    ['what a person made longer', edited(kept, 'SECRET', 'taken out by a person')],
    ['what a person edited, as long as before', edited(kept, 'SECRET', 'XXXXXX')],
    ['what a person edited before it grew', [...edited(kept, 'SECRET', 'X'), user('u3', 'a2')]],
    ['what names another parent', edited(kept, '"parentUuid":"a1"', '"parentUuid":"b1"')],
    ['what lost only a line that is no record', kept, [...kept, unchained[3] as TranscriptLine]],
    ['what has a line of rubbish more', [...first, '#', ...kept.slice(2)]],
    ['what lacks an answer that the copy lacks, too', [...first, user('u2', 'a1', 'longer')], first],
    ['what was damaged when it was copied', [...first, '{"parentUuid":"a1', user('u3', 'a1')], [...first, '{"parentUuid":"a1']],
  ])('%s', async (_, transcript, copy = kept) => {
    const { path, find } = place(transcript, { copy });
    expect(await find()).toMatchObject({ transcript: { path }, restoration: undefined, missing: undefined });
  });

  test('gone, and without a copy', async () => {
    const { find } = place(undefined, { copy: null });
    expect(await find()).toEqual({ transcript: undefined, restoration: undefined, missing: undefined, isChanged: false });
  });

  test('what another call has put there meanwhile', async () => {
    const { store, path, find } = place(['#'.repeat(50)]);
    const left = (await find()).restoration?.left ?? null;
    writeFileSync(path, 'theirs\n');
    store.vault.putBack(sessionId, path, left);
    expect(readFileSync(path, 'utf8')).toBe('theirs\n');
    truncateSync(path);
    store.vault.putBack(sessionId, path, null);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

describe('the two are compared only if the transcript is not as it was noted', () => {
  test('what is as noted is not compared, whatever it says', async () => {
    expect(await place(first, { isNoted: true }).find()).toMatchObject({ missing: undefined, isChanged: false });
  });

  test('what has only grown is used; its copy is compared after the turn', async () => {
    const { path, find } = place(kept, { isNoted: true });
    appendFileSync(path, `${JSON.stringify(user('u3', 'a2'))}\n`);
    expect(await find()).toMatchObject({ restoration: undefined, missing: undefined, isChanged: true });
  });

  test('an edit is noticed by the time, if the size is the same', async () => {
    const { path, find } = place(kept, { isNoted: true });
    writeFileSync(path, readFileSync(path, 'utf8').replace('SECRET', 'XXXXXX'));
    utimesSync(path, 1, 1);
    expect(await find()).toMatchObject({ transcript: { path }, restoration: undefined, isChanged: true });
  });
});
