import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lastGoodCopy, readJsonFile, writeJsonFile } from '../../src/store/json-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejectionOf, thrownBy } from '../support/thrown.ts';

const pretty = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

describe('readJsonFile', () => {
  test('a missing file', () => {
    expect(readJsonFile(join(temporaryFolder(), 'a.json'))).toBeUndefined();
    expect(readJsonFile(join(temporaryFolder(), 'no', 'folder', 'a.json'))).toBeUndefined();
  });

  test('an object in any layout', () => {
    const path = join(temporaryFolder(), 'a.json');
    writeFileSync(path, '\n{"b" :1,\r\n\t"a":{"c":null}}');
    expect(readJsonFile(path)).toEqual({ b: 1, a: { c: null } });
  });

  test.each<[content: string, problem: RegExp]>([
    ['', /is damaged: Unexpected end of JSON input$/],
    ['{"a":1', /is damaged: .*JSON/],
    ['{"a":1,}', /is damaged: .*JSON/],
    ['[]', /is damaged: it is not a JSON object$/],
    ['null', /is damaged: it is not a JSON object$/],
    ['"text"', /is damaged: it is not a JSON object$/],
  ])('%j is damaged, and the error names the last good copy', (content, problem) => {
    const path = join(temporaryFolder(), 'a.json');
    writeFileSync(path, content);
    const without = thrownBy(() => readJsonFile(path));
    expect(without).toEqual({
      message: expect.stringMatching(problem),
      hint: 'Repair it by hand, or move it away. Nothing was overwritten.',
      exitCode: 7,
    });
    expect(without.message.startsWith(`${path} `)).toBe(true);
    writeFileSync(lastGoodCopy(path), '{}');
    expect(thrownBy(() => readJsonFile(path)).hint).toBe(`Put the last good copy back: chorus doctor --fix. It is ${path}.bak.`);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('a folder instead of a file', () => {
    const folder = temporaryFolder();
    expect(thrownBy(() => readJsonFile(folder))).toEqual({
      message: expect.stringMatching(/cannot be read: EISDIR/),
      hint: 'Check its owner and permissions.',
      exitCode: 7,
    });
  });
});

describe('writeJsonFile', () => {
  test('writes readable JSON, accessible only to its owner', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.json');
    await writeJsonFile(path, { b: 1, a: ['ü\u2028'], 'dotted.key': { x: null } });
    expect(readFileSync(path, 'utf8')).toBe(pretty({ b: 1, a: ['ü\u2028'], 'dotted.key': { x: null } }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('removes keys that are gone, and keeps the last good copy', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.json');
    await writeJsonFile(path, { a: 1, b: 2 });
    await writeJsonFile(path, { a: 2 });
    await writeJsonFile(path, { a: 3 });
    expect(readFileSync(path, 'utf8')).toBe(pretty({ a: 3 }));
    expect(readFileSync(lastGoodCopy(path), 'utf8')).toBe(pretty({ a: 2 }));
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'a.json.bak']);
  });

  test('never overwrites a damaged file or its last good copy', async () => {
    const path = join(temporaryFolder(), 'a.json');
    writeFileSync(path, '{"a":');
    writeFileSync(lastGoodCopy(path), pretty({ a: 1 }));
    expect(await rejectionOf(writeJsonFile(path, { a: 2 }))).toMatchObject({ message: expect.stringMatching(/is damaged/), exitCode: 7 });
    expect(readFileSync(path, 'utf8')).toBe('{"a":');
    expect(readFileSync(lastGoodCopy(path), 'utf8')).toBe(pretty({ a: 1 }));
  });

  test('fails where a file cannot be created', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a.json'));
    expect(await rejectionOf(writeJsonFile(join(folder, 'a.json'), {}))).toMatchObject({ exitCode: 7 });
    writeFileSync(join(folder, 'file'), 'not a folder');
    expect(await rejectionOf(writeJsonFile(join(folder, 'file', 'b.json'), {}))).toMatchObject({ exitCode: 7 });
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'file']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('not a folder');
  });

  test('writes a new file under a Snap too, where conf would write in place', async () => {
    const before = process.env.SNAP;
    process.env.SNAP = '/snap/x';
    try {
      const path = join(temporaryFolder(), 'a.json');
      await writeJsonFile(path, { a: 1 });
      const { ino } = statSync(path);
      await writeJsonFile(path, { a: 2 });
      expect(statSync(path).ino).not.toBe(ino);
      expect(process.env.SNAP).toBe('/snap/x');
    } finally {
      if (before === undefined) delete process.env.SNAP;
      else process.env.SNAP = before;
    }
  });

  // At the file size limit, the kernel cuts a write as on a full disk: first it takes some bytes, then it returns an error.
  describe.skipIf(process.platform === 'win32')('with room for 4 KiB', () => {
    // The kernel sends SIGXFSZ as well, which would end the process. How the process ends does not count: node 22 and later are ended by the limit when they write caches of their own.
    function writeWithLittleRoom(path: string, value: string): unknown {
      const module = new URL('../../src/store/json-file.ts', import.meta.url).href;
      const program = `
        process.on('SIGXFSZ', () => {});
        const { writeJsonFile } = await import(${JSON.stringify(module)});
        try { await writeJsonFile(${JSON.stringify(path)}, ${value}); console.log(JSON.stringify('written')); }
        catch ({ message, hint, exitCode }) { console.log(JSON.stringify({ message, hint, exitCode })); }`;
      // dash counts in blocks of 512 bytes, bash in KiB.
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', 'ulimit -f 4 && exec "$@"', 'bash', process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program],
        { encoding: 'utf8' },
      );
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    }

    test('a cut write leaves the good file unchanged', () => {
      const folder = temporaryFolder();
      const path = join(folder, 'a.json');
      writeFileSync(path, pretty({ a: 1 }));
      expect(writeWithLittleRoom(path, `{ a: 'x'.repeat(10_000) }`)).toEqual({
        message: expect.stringContaining(`${path} cannot be written: `),
        hint: expect.stringContaining('What was there before is unchanged.'),
        exitCode: 7,
      });
      expect(readFileSync(path, 'utf8')).toBe(pretty({ a: 1 }));
      expect(writeWithLittleRoom(path, '{ a: 2 }')).toBe('written');
      expect(readJsonFile(path)).toEqual({ a: 2 });
    });

    test('a cut first write leaves no file', () => {
      const path = join(temporaryFolder(), 'a.json');
      expect(writeWithLittleRoom(path, `{ a: 'x'.repeat(10_000) }`)).toMatchObject({ exitCode: 7 });
      expect(existsSync(path)).toBe(false);
      expect(readJsonFile(path)).toBeUndefined();
    });
  });
});
