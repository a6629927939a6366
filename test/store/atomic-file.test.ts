import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { copyFileAtomically, writeFileAtomically } from '../../src/store/atomic-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe.each<[writer: string, write: (path: string, text: string, options: { mode: number; how?: 'create' | 'replace' }) => void]>([
  ['writeFileAtomically', writeFileAtomically],
  [
    'copyFileAtomically',
    (path, text, options) => {
      const source = join(temporaryFolder(), 'source');
      writeFileSync(source, text);
      chmodSync(source, 0o400);
      copyFileAtomically(source, path, options);
    },
  ],
])('%s', (_, write) => {
  test('creates or replaces a file, with the given mode', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    write(path, 'one', { mode: 0o600 });
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['one', 0o600]);
    chmodSync(path, 0o444);
    write(path, 'two', { mode: 0o600 });
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['two', 0o600]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('create keeps an existing file', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    write(path, 'one', { mode: 0o600, how: 'create' });
    write(path, 'two', { mode: 0o600, how: 'create' });
    expect(readFileSync(path, 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('replaces a symbolic link, not its target', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'target'), 'theirs');
    symlinkSync('target', join(folder, 'a'));
    write(join(folder, 'a'), 'ours', { mode: 0o600 });
    expect(lstatSync(join(folder, 'a')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('theirs');
  });

  test('leaves nothing behind when it fails', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    expect(() => write(join(folder, 'a'), 'x', { mode: 0o600 })).toThrow(/EISDIR/);
    expect(() => write(join(folder, 'none', 'a'), 'x', { mode: 0o600 })).toThrow(/ENOENT/);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });
});

test('without a mode, the umask decides', () => {
  const path = join(temporaryFolder(), 'a');
  writeFileAtomically(path, 'text');
  expect(modeOf(path)).toBe(0o666 & ~process.umask());
});

test('a kill at any moment leaves the old file or the new one', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  const texts = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
  writeFileSync(path, texts[0] ?? '');
  const program = `
    import { writeFileAtomically } from ${JSON.stringify(new URL('../../src/store/atomic-file.ts', import.meta.url).href)};
    const texts = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
    process.stdout.write('ready');
    for (let n = 0; ; n++) writeFileAtomically(${JSON.stringify(path)}, texts[n % 2]);`;
  for (let kills = 0; kills < 8; kills++) {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await sleep(kills * 3);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(texts).toContain(readFileSync(path, 'utf8'));
  }
  // doctor recognizes what is left behind.
  expect(readdirSync(folder).filter((file) => file !== 'a' && !/^a\.\d+\.new$/.test(file))).toEqual([]);
});
