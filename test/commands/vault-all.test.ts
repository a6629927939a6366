import { appendFileSync, lstatSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeptAll } from '../../src/index.ts';
import { user } from '../support/transcripts.ts';
import { firstId, put, talk, type VaultScene, vaultScene } from '../support/vault-scene.ts';

const [secondId, thirdId] = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'];

async function withConversations(): Promise<VaultScene> {
  const scene = vaultScene();
  await scene.add('auth', firstId, talk);
  scene.write(secondId, talk);
  return scene;
}

async function all(scene: VaultScene): Promise<KeptAll> {
  return (await scene.chorus('vault', '--all', '--json')).json<KeptAll>();
}

describe('chorus vault --all', () => {
  test('copies every conversation, named or not, and then only what is new', async () => {
    const scene = await withConversations();
    const { size } = lstatSync(scene.transcriptOf(secondId));
    expect(await all(scene)).toEqual({ conversations: 2, copied: 1, bytes: size, uncopied: [] });
    expect(await all(scene)).toEqual({ conversations: 2, copied: 0, bytes: 0, uncopied: [] });
    const added = `${JSON.stringify(user('u3', 'a2'))}\n`;
    const copy = scene.store.vault.copyOf(secondId)?.path ?? '';
    const { ino } = lstatSync(copy);
    appendFileSync(scene.transcriptOf(secondId), added);
    expect(await all(scene)).toMatchObject({ copied: 1, bytes: added.length });
    expect(lstatSync(copy).ino).toBe(ino);
    expect(scene.read(copy)).toBe(scene.read(scene.transcriptOf(secondId)));
  });

  test('vault prune leaves the copies alone, unless --unnamed is given; the list says what they are', async () => {
    const scene = await withConversations();
    scene.store.vault.keep(thirdId, scene.write(thirdId, talk));
    await all({ ...scene });
    expect(
      (await scene.chorus('vault', '--json'))
        .json<{ use: string }[]>()
        .map(({ use }) => use)
        .toSorted(),
    ).toEqual(['current', 'kept', null].toSorted());
    await scene.chorus('vault', 'prune');
    expect([...scene.store.vault.sessionIds()].toSorted()).toEqual([firstId, secondId]);
    await scene.chorus('vault', 'prune', '--unnamed');
    expect([...scene.store.vault.sessionIds()]).toEqual([firstId]);
  });

  test('follows an edit; a cut transcript does not replace a good copy', async () => {
    const scene = await withConversations();
    await all(scene);
    const path = scene.transcriptOf(secondId);
    writeFileSync(path, scene.read(path).replace('SECRET', 'XXXXXX'));
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(await all(scene)).toMatchObject({ copied: 1 });
    expect(scene.read(scene.store.vault.copyOf(secondId)?.path ?? '')).not.toContain('SECRET');
    scene.write(secondId, talk.slice(0, 2));
    expect(await all(scene)).toMatchObject({ copied: 0, uncopied: [{ sessionId: secondId, reason: 'incomplete' }] });
    const ran = await scene.chorus('vault', '--all');
    expect(ran.stderr).toContain(`chorus vault restore ${secondId}`);
    writeFileSync(path, scene.read(path).slice(0, 60));
    expect(await all(scene)).toMatchObject({ uncopied: [{ sessionId: secondId, reason: 'damaged' }] });
    await scene.chorus('vault', 'restore', secondId);
    expect(scene.read(path)).toBe(scene.read(scene.store.vault.copyOf(secondId)?.path ?? ''));
  });

  test('leaves out sessions with vault=false, and those whose turn is running', async () => {
    const scene = await withConversations();
    await scene.add('off', thirdId, talk, { settings: { vault: false } });
    for (const id of [firstId, secondId, thirdId]) scene.store.vault.forget(id);
    const lock = await scene.store.lockTurn('auth', { waitMs: 0 });
    expect(await all(scene)).toMatchObject({ conversations: 2, copied: 1, uncopied: [{ sessionId: firstId, reason: 'busy' }] });
    lock.release();
    expect([...scene.store.vault.sessionIds()]).toEqual([secondId]);
  });

  test('what cannot be copied is named, the others are copied, and the exit code is 7', async () => {
    const scene = await withConversations();
    put(join(scene.store.vault.path, `${secondId}.jsonl`, 'in the way'), '');
    scene.write(thirdId, talk);
    const ran = await scene.chorus('vault', '--all', '--hook');
    expect(ran).toMatchObject({ exitCode: 7, stdout: '', stderr: expect.stringContaining(scene.transcriptOf(secondId)) });
    expect(scene.store.vault.copyOf(thirdId)).toBeDefined();
  });

  test('as a hook it prints nothing, and gives way to another call', async () => {
    const scene = await withConversations();
    expect(await scene.chorus('vault', '--all', '--hook')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(scene.store.vault.copyOf(secondId)).toBeDefined();
  });
});

describe('chorus vault install-hook', () => {
  const text = '{\n    "model": "opus",\n    "hooks": { "SessionEnd": [] , "Stop": [] },\n    "env": { "A": "caf\\u00e9" }\n}';

  test('adds its hook, copies what there is, and is taken out again', async () => {
    const scene = await withConversations();
    const settings = put(join(scene.claude, 'settings.json'), text);
    const ran = await scene.chorus('vault', 'install-hook');
    expect(ran.stderr).toBe(`chorus: the hook is installed: ${settings}\nchorus: copied 1 conversation of 2\n`);
    const installed = JSON.parse(scene.read(settings));
    expect(installed).toEqual({
      ...JSON.parse(text),
      hooks: {
        SessionEnd: [{ hooks: [{ type: 'command', command: expect.stringMatching(/vault --all --hook$/), timeout: 60 }] }],
        Stop: [],
      },
    });
    expect(scene.read(settings)).toMatch(/^\{\n {4}"model"/);
    expect(installed.hooks.SessionEnd[0].hooks[0].command).toContain(`CHORUS_HOME=${scene.store.home}`);
    expect((await scene.chorus('vault', 'install-hook')).stderr).toContain('installed already');
    await scene.chorus('vault', 'uninstall-hook');
    expect(JSON.parse(scene.read(settings))).toEqual({ ...JSON.parse(text), hooks: { Stop: [] } });
    expect((await scene.chorus('vault', 'uninstall-hook', '--json')).json()).toEqual({ settings, changed: false });
  });

  test('follows a link, as settings in a repository have it, and keeps mode and owner', async () => {
    const scene = vaultScene();
    const kept = put(join(scene.work, 'dotfiles', 'settings.json'), '{"model":"opus"}\n');
    const settings = join(scene.claude, 'settings.json');
    symlinkSync(kept, settings);
    const { mode } = lstatSync(kept);
    await scene.chorus('vault', 'install-hook');
    expect(lstatSync(settings).isSymbolicLink()).toBe(true);
    expect(lstatSync(kept).mode).toBe(mode);
    expect(readFileSync(kept, 'utf8')).toMatch(/^\{"model":"opus","hooks".*\}\n$/);
    await scene.chorus('vault', 'uninstall-hook');
    expect(readFileSync(kept, 'utf8')).toBe('{"model":"opus"}\n');
  });

  test('makes settings where there are none', async () => {
    const scene = vaultScene();
    rmSync(scene.claude, { recursive: true });
    await scene.chorus('vault', 'install-hook');
    expect(JSON.parse(scene.read(join(scene.claude, 'settings.json')))).toHaveProperty('hooks.SessionEnd');
  });

  test.each([
    ['no JSON', '{ "model": }'],
    ['no object', '[]'],
    ['a number that would change', '{ "n": 12345678901234567890 }'],
  ])('settings with %s are left alone: exit 7', async (_, odd) => {
    const scene = vaultScene();
    const settings = put(join(scene.claude, 'settings.json'), odd);
    const ran = await scene.chorus('vault', 'install-hook');
    expect(ran).toMatchObject({ exitCode: 7, stderr: expect.stringContaining(settings) });
    expect(scene.read(settings)).toBe(odd);
  });
});
