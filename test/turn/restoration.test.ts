import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSession } from '../../src/core/session.ts';
import { openStore } from '../../src/store/store.ts';
import { findConversation } from '../../src/turn/restoration.ts';
import type { World } from '../../src/turn/world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from '../support/transcripts.ts';

const sessionId = '11111111-1111-4111-8111-111111111111';
const first = [user('u1', null), assistant('a1', 'u1', 'msg_1')];
const kept = [...first, user('u2', 'a1'), assistant('a2', 'u2', 'msg_2')];
const tip = { uuid: 'a2', messageId: 'msg_2' };

/** Claude's transcript beside a copy of `kept` in the vault; undefined for none of either. */
function place(transcript: readonly (TranscriptLine | string)[] | undefined, copy: readonly TranscriptLine[] | undefined = kept) {
  const root = temporaryFolder();
  const project = join(root, 'claude', 'projects', '-work');
  mkdirSync(project, { recursive: true });
  const store = openStore(join(root, 'home'));
  const path = join(project, `${sessionId}.jsonl`);
  if (copy) store.vault.keep(sessionId, writeTranscript(root, 'copied.jsonl', copy).path);
  if (transcript) writeTranscript(project, `${sessionId}.jsonl`, transcript);
  const world = { store, env: { CLAUDE_CONFIG_DIR: join(root, 'claude') } } as unknown as World;
  const session = createSession({ name: 'auth', sessionId, now: new Date(0), cwd: '/work', settings: {} });
  return { store, path, find: () => findConversation(world, session, sessionId, tip) };
}

describe('is put back', () => {
  test.each<[what: string, transcript: readonly (TranscriptLine | string)[] | undefined]>([
    ['what is gone', undefined],
    ['what is empty', []],
    ['what lost its end', first],
    ['what lost its beginning', kept.slice(2)],
    ['what lost its end in the middle of a line', [...first, '{"parentUuid":"a1","uui']],
    ['what is rubbish', ['#'.repeat(50)]],
    ['what is rubbish, and longer', ['#'.repeat(50_000)]],
    ['what has rubbish in the place of its last record, and is longer', [...kept.slice(0, 3), '#'.repeat(50_000)]],
  ])('%s', (_, transcript) => {
    const { store, path, find } = place(transcript);
    const { transcript: found, restoration } = find();
    const copy = store.vault.copyOf(sessionId);
    expect(found).toEqual({ path: copy?.path, size: copy?.size, isReadable: true });
    expect(restoration).toMatchObject({ sessionId, to: path });
    store.vault.putBack(sessionId, path, restoration?.left ?? null);
    expect(readFileSync(path).equals(readFileSync(copy?.path ?? ''))).toBe(true);
    expect(find().restoration).toBeUndefined();
  });
});

describe('is left as it is', () => {
  test.each<[what: string, transcript: readonly TranscriptLine[] | undefined, copy?: readonly TranscriptLine[] | undefined]>([
    ['what is as it was', kept],
    ['what has grown', [...kept, user('u3', 'a2')]],
    ['what was cut, and something else went on from there', [...first, user('x1', 'a1')]],
    ['what something else wrote', [user('x1', null), assistant('x2', 'x1', 'msg_x')]],
    ['what lacks a tip that the copy lacks, too', [...first, user('u2', 'a1', 'longer')], first],
  ])('%s', (_, transcript, copy) => {
    expect(place(transcript, copy).find().restoration).toBeUndefined();
  });

  test('gone, and without a copy', () => {
    const { store, find } = place(undefined);
    store.vault.forget(sessionId);
    expect(find()).toEqual({ transcript: undefined, restoration: undefined });
  });

  test('what another call has put there meanwhile', () => {
    const { store, path, find } = place(first);
    const left = find().restoration?.left ?? null;
    writeFileSync(path, 'theirs\n');
    store.vault.putBack(sessionId, path, left);
    expect(readFileSync(path, 'utf8')).toBe('theirs\n');
    truncateSync(path);
    store.vault.putBack(sessionId, path, null);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
