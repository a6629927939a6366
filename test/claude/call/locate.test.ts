import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Installation, locateClaude } from '../../../src/claude/call/locate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { thrownBy } from '../../support/thrown.ts';

const hint = 'Install it with npm install -g @anthropic-ai/claude-code, or set CHORUS_CLAUDE to the path of the binary.';

/** An executable `claude` in `folder`/`bin`. */
function install(folder: string, bin: string, mode = 0o755): string {
  mkdirSync(join(folder, bin), { recursive: true });
  const path = join(folder, bin, 'claude');
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

function installationOf(path: string, realPath = path): Installation {
  const { size, mtimeMs } = statSync(realPath);
  return { path, realPath, size, mtimeMs };
}

describe('locateClaude', () => {
  test('the first on PATH', () => {
    const folder = temporaryFolder();
    const [first, second] = [install(folder, 'a'), install(folder, 'b')];
    const PATH = [join(folder, 'none'), join(folder, 'a'), join(folder, 'b')].join(delimiter);
    expect(locateClaude({ PATH }, '/')).toEqual(installationOf(first));
    expect(locateClaude({ PATH, CHORUS_CLAUDE: '' }, '/')).toEqual(installationOf(first));
    expect(locateClaude({ PATH, CHORUS_CLAUDE: second }, '/')).toEqual(installationOf(second));
  });

  test('by another name, or by a relative path', () => {
    const folder = temporaryFolder();
    const path = install(folder, 'a');
    symlinkSync(path, join(folder, 'a', 'claude-next'));
    const next = join(folder, 'a', 'claude-next');
    expect(locateClaude({ PATH: join(folder, 'a'), CHORUS_CLAUDE: 'claude-next' }, '/')).toEqual(installationOf(next, path));
    expect(locateClaude({ PATH: '', CHORUS_CLAUDE: './a/claude' }, folder)).toEqual(installationOf(path));
  });

  test('skips what cannot be run', () => {
    const folder = temporaryFolder();
    install(folder, 'plain', 0o644);
    mkdirSync(join(folder, 'folder', 'claude'), { recursive: true });
    const path = install(folder, 'good');
    const PATH = ['plain', 'folder', 'good'].map((bin) => join(folder, bin)).join(delimiter);
    expect(locateClaude({ PATH }, '/')).toEqual(installationOf(path));
  });

  test('skips an entry of PATH that is not a folder', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = install(folder, 'good');
    expect(locateClaude({ PATH: [join(folder, 'file'), join(folder, 'good')].join(delimiter) }, '/')).toEqual(installationOf(path));
  });

  test.each<[what: string, env: (folder: string) => NodeJS.ProcessEnv, message: (folder: string) => string]>([
    ['nowhere', () => ({ PATH: '' }), () => 'claude was not found: claude'],
    ['without a PATH', () => ({}), () => 'claude was not found: claude'],
    ['not where it should be', () => ({ CHORUS_CLAUDE: '/no/such/claude' }), () => 'claude was not found: /no/such/claude'],
    [
      'below a file',
      (folder) => ({ CHORUS_CLAUDE: join(folder, 'plain', 'claude', 'x') }),
      (folder) => `claude was not found: ${join(folder, 'plain', 'claude', 'x')}`,
    ],
    [
      'not to be run',
      (folder) => ({ CHORUS_CLAUDE: join(folder, 'plain', 'claude') }),
      (folder) => `${join(folder, 'plain', 'claude')} is not an executable file`,
    ],
    ['a folder', (folder) => ({ CHORUS_CLAUDE: folder }), (folder) => `${folder} is not an executable file`],
    [
      'not to be run, on PATH',
      (folder) => ({ PATH: join(folder, 'plain') }),
      (folder) => `${join(folder, 'plain', 'claude')} is not an executable file`,
    ],
  ])('%s', (_, env, message) => {
    const folder = temporaryFolder();
    install(folder, 'plain', 0o644);
    expect(thrownBy(() => locateClaude(env(folder), '/'))).toEqual({ message: message(folder), hint, exitCode: 127 });
  });
});
