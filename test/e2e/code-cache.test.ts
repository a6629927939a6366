import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';

/** Of this Node. */
function folderOf(sandbox: Sandbox): string {
  return join(sandbox.home, '.cache', 'chorus', `${process.version}-${process.arch}`);
}

/** Of one command. */
function filesOf(sandbox: Sandbox, command: string): string[] {
  const folder = join(folderOf(sandbox), command);
  return readdirSync(folder).map((file) => join(folder, file));
}

describe('compiled code is kept between runs', () => {
  test('of the parts that a command loads, for their owner alone; of none that fails', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('list');
    const first = filesOf(sandbox, 'list');
    expect(first.map((path) => path.replace(/.*\/(.*)-[\w-]{8}\.cjs\.bin/, '$1'))).toEqual(expect.arrayContaining(['core', 'list']));
    for (const path of first) expect(statSync(path).mode & 0o777).toBe(0o600);
    const times = first.map((path) => statSync(path).mtimeMs);
    await sandbox.chorus('list');
    expect(first.map((path) => statSync(path).mtimeMs)).toEqual(times);
    await sandbox.chorus('tree');
    await sandbox.chorus('nosuch');
    expect(readdirSync(folderOf(sandbox)).toSorted()).toEqual(['list', 'tree']);
  });

  test.each<[what: string, damage: (kept: Buffer) => Buffer]>([
    ['cut', (kept) => kept.subarray(0, kept.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['a hole in the middle', (kept) => Buffer.concat([kept.subarray(0, 4096), Buffer.alloc(4096), kept.subarray(8192)])],
    ['another program', () => Buffer.from('not compiled at all')],
  ])('damaged (%s), it is not used, and written anew', async (_, damage) => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('list');
    const core = filesOf(sandbox, 'list').find((path) => path.includes('core-')) as string;
    const damaged = damage(readFileSync(core));
    writeFileSync(core, damaged);
    expect(await sandbox.chorus('list')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(core).equals(damaged)).toBe(false);
    expect(await sandbox.chorus('list')).toMatchObject({ exitCode: 0 });
  });

  test('where it can not be kept, nothing is said', async () => {
    await using sandbox = await createSandbox();
    const cache = join(sandbox.root, 'cache');
    writeFileSync(cache, 'a file');
    sandbox.env.XDG_CACHE_HOME = cache;
    const { exitCode, stderr } = await sandbox.chorus('completion', 'bash');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('XDG_CACHE_HOME is where; NODE_DISABLE_COMPILE_CACHE keeps none', async () => {
    await using sandbox = await createSandbox();
    const cache = join(sandbox.root, 'cache');
    mkdirSync(cache);
    chmodSync(cache, 0o700);
    Object.assign(sandbox.env, { XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '1' });
    await sandbox.chorus('list');
    expect(readdirSync(cache)).toEqual([]);
    delete sandbox.env.NODE_DISABLE_COMPILE_CACHE;
    await sandbox.chorus('list');
    expect(readdirSync(cache)).toEqual(['chorus']);
  });
});
