import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstId, talk, type VaultScene, vaultScene } from '../support/vault-scene.ts';

const first = talk.slice(0, 2);

async function incomplete(): Promise<VaultScene> {
  const scene = vaultScene();
  await scene.add('auth', firstId, talk);
  scene.write(firstId, first);
  return scene;
}

interface Change {
  changed: boolean;
  records: { before: number; after: number };
  aside: string | null;
  session: string | null;
  transcript: string;
}

describe('chorus vault restore', () => {
  test('puts missing records back, after which the session is as it was', async () => {
    const scene = await incomplete();
    const dry = await scene.chorus('vault', 'restore', 'auth', '--dry-run');
    expect(dry.stderr).toBe('chorus: auth: would put back 4 records; there were 2\n');
    const before = scene.read(scene.transcriptOf(firstId));
    const ran = await scene.chorus('vault', 'restore', 'auth', '--json');
    const change = ran.json<Change>();
    expect(change).toMatchObject({ session: 'auth', changed: true, records: { before: 2, after: 4 } });
    expect(scene.read(change.transcript)).toBe(scene.read(scene.store.vault.copyOf(firstId)?.path ?? ''));
    // It was a beginning of the copy.
    expect(scene.read(change.transcript).startsWith(before)).toBe(true);
    expect(change.aside).toBeNull();
    expect(await scene.store.sessions.get('auth')).toMatchObject({ tip: { uuid: 'a2' }, root: { uuid: 'u1' } });
    expect((await scene.store.sessions.get('auth')).transcriptStamp).toBeDefined();
    expect((await scene.chorus('vault', 'restore', 'auth')).stderr).toContain('nothing to put back');
  });

  test('what stood there and was said elsewhere is put aside', async () => {
    const scene = await incomplete();
    const theirs = scene.read(scene.write(firstId, [...talk.slice(0, 3), { ...talk[3], uuid: 'x2' }]));
    const { aside } = (await scene.chorus('vault', 'restore', 'auth', '--json')).json<Change>();
    expect(readFileSync(aside ?? '', 'utf8')).toBe(theirs);
  });

  test('after a truncated turn it puts back the copy of before, from whose end the session goes on', async () => {
    const scene = await incomplete();
    await scene.chorus('vault', 'accept', 'auth');
    await scene.store.sessions.update('auth', ({ last }) => ({ last: { ...last, verdict: 'truncated' } }));
    expect(await scene.store.sessions.get('auth')).toMatchObject({ tip: { uuid: 'a1' } });
    const change = (await scene.chorus('vault', 'restore', 'auth', '--json')).json<Change>();
    expect(change).toMatchObject({ changed: true, records: { before: 2, after: 4 } });
    expect(scene.read(change.transcript)).toContain('SECRET');
    expect(await scene.store.sessions.get('auth')).toMatchObject({
      tip: { uuid: 'a2' },
      last: expect.not.objectContaining({ verdict: 'truncated' }),
    });
    expect(readFileSync(change.aside ?? '', 'utf8')).not.toContain('SECRET');
  });

  test('a conversation without a name, by the beginning of its id, in the folder that its records tell of', async () => {
    const scene = vaultScene();
    const path = scene.write(firstId, talk);
    scene.store.vault.keep(firstId, path);
    const whole = scene.read(path);
    rmSync(path);
    const ran = await scene.chorus('vault', 'restore', '11111111', '--json');
    expect(ran.json<Change>()).toMatchObject({ session: null, transcript: path, records: { before: 0, after: 4 } });
    expect(scene.read(path)).toBe(whole);
  });

  test('says what it does not know, and what it has no copy of', async () => {
    const scene = await incomplete();
    expect(await scene.chorus('vault', 'restore', 'aut')).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('auth') });
    expect(await scene.chorus('vault', 'restore', '99999999-9999')).toMatchObject({ exitCode: 2 });
    scene.store.vault.forget(firstId);
    expect(await scene.chorus('vault', 'restore', 'auth')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('no copy of auth'),
    });
  });

  test('waits for no turn with --no-wait: exit 5', async () => {
    const scene = await incomplete();
    const lock = await scene.store.lockTurn('auth', { waitMs: 0 });
    expect((await scene.chorus('vault', 'restore', 'auth', '--no-wait')).exitCode).toBe(5);
    lock.release();
  });
});

describe('chorus vault accept', () => {
  test('goes on from what is there; the whole copy is put aside', async () => {
    const scene = await incomplete();
    const whole = scene.read(scene.store.vault.copyOf(firstId)?.path ?? '');
    const dry = await scene.chorus('vault', 'accept', 'auth', '--dry-run');
    expect(dry.stderr).toBe('chorus: auth: would accept 2 records; the vault has 4\n');
    expect(scene.read(scene.store.vault.copyOf(firstId)?.path ?? '')).toBe(whole);
    const change = (await scene.chorus('vault', 'accept', 'auth', '--json')).json<Change>();
    expect(readFileSync(change.aside ?? '', 'utf8')).toBe(whole);
    expect(scene.read(scene.store.vault.copyOf(firstId)?.path ?? '')).toBe(scene.read(change.transcript));
    const session = await scene.store.sessions.get('auth');
    expect(session).toMatchObject({ tip: { uuid: 'a1', messageId: 'msg_1' }, root: { uuid: 'u1' } });
    expect(session.last?.contextTokens).toBeUndefined();
    expect((await scene.chorus('vault', 'accept', 'auth')).stderr).toBe('chorus: auth: the vault has the same\n');
  });

  test('a transcript that is gone cannot be accepted', async () => {
    const scene = await incomplete();
    rmSync(scene.transcriptOf(firstId));
    const ran = await scene.chorus('vault', 'accept', 'auth');
    expect(ran).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('chorus vault restore auth') });
  });
});
