import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scriptedChorus } from '../support/scripted-chorus.ts';

test('an overview has the selected sessions, how many there are, and the damaged files', async () => {
  const { chorus, work } = scriptedChorus('2.1.329');
  mkdirSync(join(work, 'shop'));
  await chorus.record('auth', { tags: ['api', 'urgent'] });
  await chorus.record('docs', { tags: ['api'] });
  await chorus.record('shop', { settings: { cwd: join(work, 'shop') } });
  writeFileSync(join(chorus.paths.sessions, 'broken.json'), '{');
  const namesIn = async (selection?: Parameters<typeof chorus.overview>[0]) => {
    const { listed, total, damaged } = await chorus.overview(selection);
    expect(total).toBe(3);
    expect(damaged).toMatchObject([{ name: 'broken', error: { code: 'file-damaged' } }]);
    return listed.map(({ session }) => session.name).toSorted();
  };
  expect(await namesIn()).toEqual(['auth', 'docs', 'shop']);
  expect(await namesIn({ tags: ['api'] })).toEqual(['auth', 'docs']);
  expect(await namesIn({ tags: ['api', 'urgent'] })).toEqual(['auth']);
  expect(await namesIn({ cwd: join(work, 'shop') })).toEqual(['shop']);
});

test('it tells the age of a transcript and whether the vault has a copy', async () => {
  const { chorus, store, world, work } = scriptedChorus('2.1.329');
  const { sessionId } = await chorus.record('auth');
  await store.sessions.update('auth', () => ({ state: 'active' }));
  expect((await chorus.overview()).listed).toMatchObject([{ age: undefined, isInVault: false }]);
  const project = join(String(world.env.HOME), '.claude/projects', work.replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, `${sessionId}.jsonl`), '{}\n');
  mkdirSync(chorus.paths.vault);
  writeFileSync(join(chorus.paths.vault, `${sessionId}.jsonl`), '{}\n');
  const { listed } = await chorus.overview();
  expect(listed).toMatchObject([{ age: { path: join(project, `${sessionId}.jsonl`), size: 3, cleanupPeriodDays: 30 }, isInVault: true }]);
});

test('the tree of a session leaves out the others', async () => {
  const { chorus } = scriptedChorus('2.1.329');
  await chorus.record('auth');
  await chorus.record('docs');
  expect((await chorus.tree()).trees).toHaveLength(2);
  expect((await chorus.tree('docs')).trees).toMatchObject([{ session: { name: 'docs' } }]);
  await expect(chorus.tree('nobody')).rejects.toMatchObject({ code: 'session-not-found' });
});
