import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  claudeConfigDir,
  findTranscript,
  indexTranscripts,
  projectDir,
  removeTranscript,
} from '../../../src/claude/transcript/projects.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('where transcripts are', () => {
  test.each<[env: NodeJS.ProcessEnv, folder: string]>([
    [{ HOME: '/home/me' }, '/home/me/.claude'],
    [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: '/elsewhere' }, '/elsewhere'],
    // Seen on 1.0.60, 1.0.128, 2.0.50, 2.1.50, 2.1.200, 2.1.280 and 2.1.331.
    [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: '' }, '/no/such/place'],
    [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: 'rel/cfg' }, '/no/such/place/rel/cfg'],
    [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: './cfg' }, '/no/such/place/cfg'],
    [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: '~/cfg' }, '/no/such/place/~/cfg'],
    [{}, join(homedir(), '.claude')],
  ])('%j, for a session in /no/such/place', (env, folder) => {
    expect(claudeConfigDir(env, '/no/such/place')).toBe(folder);
  });

  test('a relative folder counts from the real path of the directory, as claude sees it', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(claudeConfigDir({ CLAUDE_CONFIG_DIR: '../cfg' }, join(folder, 'link'))).toBe(join(folder, 'cfg'));
  });

  test('every character outside [A-Za-z0-9] of a directory is a dash', () => {
    expect(projectDir({ HOME: '/h' }, '/no/such.place/a_b c-ä')).toBe('/h/.claude/projects/-no-such-place-a-b-c--');
  });

  test('a long path is cut, and each release adds its own hash', () => {
    const env = { HOME: temporaryFolder() };
    const projects = join(env.HOME, '.claude', 'projects');
    const directory = `/no/such/${'long/'.repeat(80)}`;
    const start = '-no-such'.padEnd(208, '-long').slice(0, 200);
    expect(projectDir(env, directory)).toBe(join(projects, `${start}-0`));
    mkdirSync(join(projects, `${start}-yipr87`), { recursive: true });
    expect(projectDir(env, directory)).toBe(join(projects, `${start}-yipr87`));
  });

  test('a directory behind a link has the folder of its real path', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(projectDir({ HOME: '/h' }, join(folder, 'link'))).toBe(projectDir({ HOME: '/h' }, join(folder, 'real')));
  });
});

test('indexTranscripts finds the same, and reads each folder once', () => {
  const env = { HOME: temporaryFolder() };
  const projects = join(env.HOME, '.claude', 'projects');
  for (const path of ['-a/id-1.jsonl', '-b/id-1.jsonl', '-b/id-2.jsonl']) {
    mkdirSync(join(projects, path, '..'), { recursive: true });
    writeFileSync(join(projects, path), 'x');
  }
  const find = indexTranscripts(env);
  expect(find('/b', 'id-1')).toBe(join(projects, '-b/id-1.jsonl'));
  expect(find('/c', 'id-1')).toBe(join(projects, '-a/id-1.jsonl'));
  expect(find('/a', 'id-2')).toBe(join(projects, '-b/id-2.jsonl'));
  expect(find('/a', 'id-3')).toBeUndefined();
  expect(indexTranscripts({ HOME: '/no/such/home' })('/a', 'id-1')).toBeUndefined();
});

test("where Claude's folder is relative, each directory has its own transcripts", () => {
  const folder = temporaryFolder();
  const env = { HOME: folder, CLAUDE_CONFIG_DIR: 'cfg' };
  const [one, two] = ['one', 'two'].map((name) => {
    const cwd = join(folder, name);
    const project = projectDir(env, cwd);
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, `id-${name}.jsonl`), 'x');
    return { cwd, path: join(project, `id-${name}.jsonl`) };
  }) as [{ cwd: string; path: string }, { cwd: string; path: string }];
  const find = indexTranscripts(env);
  expect([find(one.cwd, 'id-one'), find(two.cwd, 'id-two')]).toEqual([one.path, two.path]);
  expect(one.path.startsWith(join(one.cwd, 'cfg', 'projects'))).toBe(true);
  expect(find(one.cwd, 'id-two')).toBeUndefined();
  expect(findTranscript(env, two.cwd, 'id-two')?.path).toBe(two.path);
});

describe('findTranscript', () => {
  function home(): { env: NodeJS.ProcessEnv; put: (project: string, content: string) => string } {
    const folder = temporaryFolder();
    return {
      env: { HOME: folder },
      put: (project, content) => {
        const directory = join(folder, '.claude', 'projects', project);
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, 'id-1.jsonl'), content);
        return join(directory, 'id-1.jsonl');
      },
    };
  }

  test('in the folder of its directory first', () => {
    const { env, put } = home();
    put('-another', 'xx');
    const path = put('-no-such-place', 'xyz');
    expect(findTranscript(env, '/no/such/place', 'id-1')).toMatchObject({ path, size: 3, isReadable: true });
  });

  test('in another folder: a long path is shortened, a directory may have moved', () => {
    const { env, put } = home();
    const path = put('-another', '');
    expect(findTranscript(env, '/no/such/place', 'id-1')).toMatchObject({ path, size: 0, isReadable: true });
  });

  test('nowhere', () => {
    const { env, put } = home();
    expect(findTranscript(env, '/no/such/place', 'id-1')).toBeUndefined();
    put('-no-such-place', 'x');
    expect(findTranscript(env, '/no/such/place', 'id-2')).toBeUndefined();
  });

  test('beside a file among the folders (.DS_Store)', () => {
    const { env, put } = home();
    const path = put('-another', 'x');
    writeFileSync(join(path, '..', '..', '.DS_Store'), '');
    expect(findTranscript(env, '/no/such/place', 'id-1')).toMatchObject({ path, size: 1, isReadable: true });
    expect(findTranscript(env, '/no/such/place', 'id-2')).toBeUndefined();
  });

  test('for a directory whose folder has a shorter name', () => {
    const { env, put } = home();
    const directory = `/no/such/${'long/'.repeat(80)}`;
    expect(findTranscript(env, directory, 'id-1')).toBeUndefined();
    const path = put('-no-such-long-long', 'x');
    expect(findTranscript(env, directory, 'id-1')).toMatchObject({ path, size: 1, isReadable: true });
  });

  test('is removed, and nothing else; a missing one is no error', () => {
    const { env, put } = home();
    const path = put('-no-such-place', 'x');
    writeFileSync(join(path, '..', 'id-2.jsonl'), 'y');
    removeTranscript(env, '/no/such/place', 'id-1');
    removeTranscript(env, '/no/such/place', 'id-1');
    expect(readdirSync(join(path, '..'))).toEqual(['id-2.jsonl']);
  });

  test('a folder of that name does not count', () => {
    const { env } = home();
    mkdirSync(join(projectDir(env, '/no/such/place'), 'id-1.jsonl'), { recursive: true });
    expect(findTranscript(env, '/no/such/place', 'id-1')).toBeUndefined();
  });
});
