import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTranscript } from '../../src/claude/transcript/projects.ts';
import type { RedactionReport } from '../../src/index.ts';
import { assistant, chained, user } from '../support/transcripts.ts';
import { firstId, put, talk, type VaultScene, vaultScene } from '../support/vault-scene.ts';

const formerId = '22222222-2222-4222-8222-222222222222';
const forkId = '33333333-3333-4333-8333-333333333333';

async function withSession(lines = talk): Promise<VaultScene> {
  const scene = vaultScene();
  await scene.add('auth', firstId, lines);
  return scene;
}

/** The transcript as it is, as after a turn. */
async function noteStamp({ store, env, work }: VaultScene): Promise<void> {
  await store.sessions.update('auth', () => ({ transcriptStamp: findTranscript(env, work, firstId)?.stamp }));
}

/** All that is in a folder, in one text. */
function everythingIn(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
}

describe('chorus vault redact', () => {
  test('takes it out wherever Claude and chorus keep it, and says where, with counts', async () => {
    const scene = await withSession();
    const { claude, store } = scene;
    const beside = scene.transcriptOf(firstId).replace(/\.jsonl$/, '');
    scene.write(firstId, [...talk, { type: 'last-prompt', lastPrompt: 'The key is SECRET.' }]);
    store.vault.keep(firstId, scene.transcriptOf(firstId), { isCopyKept: true });
    store.vault.keep(formerId, scene.write(formerId, talk));
    await store.sessions.update('auth', () => ({ formerIds: [formerId] }));
    const files = {
      [join(beside, 'tool-results', 'one.txt')]: 'SECRET "SECRET"',
      [join(beside, 'subagents', 'agent-1.jsonl')]: `${JSON.stringify(user('s1', null, 'SECRET'))}\n`,
      [join(claude, 'file-history', firstId, 'abc@v1')]: 'KEY=SECRET\n',
      [join(claude, 'todos', `${firstId}-agent-${firstId}.json`)]: '[{"content": "use SECRET"}]',
      [join(store.home, 'interactive', 'auth.jsonl')]: '{"n":"SECRET"}\n',
      [join(store.home, 'runs', 'r1', 'run.json')]: '{"session":"auth"}',
      [join(store.home, 'runs', 'r1', 'prompt')]: 'SECRET',
    };
    const history = ['auth', 'other'].map((session) =>
      JSON.stringify({ display: 'SECRET', sessionId: session === 'auth' ? firstId : forkId }),
    );
    for (const [path, text] of Object.entries(files)) put(path, text);
    put(join(claude, 'history.jsonl'), `${history.join('\n')}\n`);
    put(join(store.home, 'runs', 'r2', 'prompt'), 'SECRET');

    const ran = await scene.chorus('vault', 'redact', 'auth', 'SECRET', '--json');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toMatch(/^chorus: this cannot be undone/);
    const report = ran.json<RedactionReport>();
    expect(report.files.map(({ kind }) => kind).toSorted()).toEqual(
      [
        'transcript',
        'transcript',
        'copy',
        'copy',
        'copy',
        'side-file',
        'side-file',
        'side-file',
        'file-history',
        'prompt-history',
        'run',
      ].toSorted(),
    );
    expect(report).toMatchObject({ session: 'auth', sessionId: firstId, failed: [], alsoIn: [], left: 0 });
    expect(report.matches).toBe(report.files.reduce((sum, { matches }) => sum + matches, 0));
    expect(everythingIn(join(claude, 'projects'))).not.toContain('SECRET');
    expect(everythingIn(store.vault.path)).not.toContain('SECRET');
    expect(everythingIn(join(claude, 'file-history'))).toBe('KEY=[redacted]\n');
    expect(everythingIn(join(claude, 'todos'))).toBe('[{"content": "use [redacted]"}]');
    // The run whose chorus was killed is concluded first.
    expect(store.interactive.isLeft('auth')).toBe(false);
    expect(scene.read(join(claude, 'history.jsonl')).split('\n')[1]).toBe(history[1]);
    expect(everythingIn(join(store.home, 'runs'))).toMatch(/^\[redacted\]\n.*\nSECRET$/s);
    expect(scene.read(scene.transcriptOf(firstId))).toContain('The key is [redacted].');
  });

  test('changes nothing but what matches: every other line is byte for byte as it was', async () => {
    const odd = '{"parentUuid":null, "uuid":"o1","type":"user", "n":1.0,"message":{"role":"user","content":"caf\\u00e9"}}';
    const scene = await withSession([odd, ...talk.slice(1)] as typeof talk);
    const path = scene.transcriptOf(firstId);
    const before = scene.read(path).split('\n');
    chmodSync(path, 0o640);
    await scene.chorus('vault', 'redact', 'auth', 'SECRET', '--with', 'X');
    const after = scene.read(path).split('\n');
    expect(after).toHaveLength(before.length);
    expect(after.filter((line, index) => line !== before[index])).toEqual([before[2]?.replace('SECRET', 'X')]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('matches what was said, not how JSON writes it; keys of a tool, and a cut line, too', async () => {
    const tool = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { 'a "b"\nc': ['a "b"\nc'], type: 'a "b"\nc' } };
    const lines = [...talk, assistant('a3', 'a2', 'msg_3', { message: { id: 'msg_3', role: 'assistant', content: [tool] } })];
    const scene = await withSession(lines);
    const ran = await scene.pipe('a "b"\nc\n', 'vault', 'redact', 'auth', '-', '--literal', '--json');
    expect(ran.json<RedactionReport>().files[0]).toMatchObject({ kind: 'transcript', matches: 3, left: 0 });
    const { message } = JSON.parse(scene.read(scene.transcriptOf(firstId)).split('\n')[4] ?? '');
    expect(message.content).toEqual([{ ...tool, input: { '[redacted]': ['[redacted]'], type: '[redacted]' } }]);
  });

  test('what holds a record together stays, and is counted', async () => {
    const scene = await withSession();
    const before = scene.read(scene.transcriptOf(firstId));
    const ran = await scene.chorus('vault', 'redact', 'auth', 'user|SECRET', '--json');
    expect(ran.json<RedactionReport>().left).toBeGreaterThan(0);
    const after = scene.read(scene.transcriptOf(firstId));
    expect(after).toBe(before.replace('SECRET', '[redacted]'));
  });

  test('a thought that is changed is replaced, since the API refuses one that is not as it was signed', async () => {
    const content = [{ type: 'thinking', thinking: 'It is SECRET.', signature: 'c2ln' }];
    const scene = await withSession([...talk, assistant('a3', 'a2', 'msg_3', { message: { id: 'msg_3', role: 'assistant', content } })]);
    await scene.chorus('vault', 'redact', 'auth', 'SECRET');
    const { message } = JSON.parse(scene.read(scene.transcriptOf(firstId)).split('\n')[4] ?? '');
    expect(message.content).toEqual([{ type: 'text', text: '[redacted]' }]);
  });

  test('the next turn takes it neither for an edit nor for damage, and nothing can put it back', async () => {
    const scene = await withSession();
    await noteStamp(scene);
    await scene.chorus('vault', 'redact', 'auth', 'SECRET');
    const { transcriptStamp } = await scene.store.sessions.get('auth');
    expect(transcriptStamp?.size).toBe(statSync(scene.transcriptOf(firstId)).size);
    expect((await scene.chorus('vault', 'restore', 'auth')).stderr).toContain('nothing to put back');
  });

  test('where records were missing before, they are still missed: the next turn sends nothing', async () => {
    const scene = await withSession();
    await noteStamp(scene);
    scene.write(firstId, talk.slice(2));
    await scene.chorus('vault', 'redact', 'auth', 'SECRET');
    expect((await scene.chorus('doctor')).stdout).toContain('auth: its transcript lacks 2 records that the vault has, so nothing is sent');
  });

  test('--dry-run says what it would take out, and changes nothing', async () => {
    const scene = await withSession();
    const before = everythingIn(join(scene.env.HOME ?? '', '.'));
    const ran = await scene.chorus('vault', 'redact', 'auth', 'SECRET', '--dry-run');
    expect(ran.stdout).toMatch(/^FILE +MATCHES +LEFT +PATH\ntranscript +1 +0 +\S+\ncopy +1 +0 +\S+\n$/);
    expect(ran.stderr).toBe('chorus: would take out 2 occurrences in 2 files\n');
    expect(everythingIn(join(scene.env.HOME ?? '', '.'))).toBe(before);
  });

  test.each<[what: string, args: string[], words: string]>([
    ['matches nothing', ['nowhere'], 'nothing in the conversation of auth matches'],
    ['is no regular expression', ['(SECRET'], '--literal'],
    ['matches an empty text', ['x*'], 'matches an empty text'],
  ])('a pattern that %s is exit 2, and nothing changes', async (_, args, words) => {
    const scene = await withSession();
    const before = everythingIn(scene.claude);
    const ran = await scene.chorus('vault', 'redact', 'auth', ...args);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(words) });
    expect(everythingIn(scene.claude)).toBe(before);
  });

  test('is refused while a turn runs, and while another claude has the conversation open: exit 5', async () => {
    const scene = await withSession();
    const lock = await scene.store.lockTurn('auth', { waitMs: 0, action: 'resume' });
    expect((await scene.chorus('vault', 'redact', 'auth', 'SECRET')).exitCode).toBe(5);
    lock.release();
    put(join(scene.claude, 'sessions', `${process.pid}.json`), JSON.stringify({ pid: process.pid, sessionId: firstId, entrypoint: 'cli' }));
    const ran = await scene.chorus('vault', 'redact', 'auth', 'SECRET');
    expect(ran).toMatchObject({ exitCode: 5, stderr: expect.stringContaining(`process ${process.pid}`) });
    expect(scene.read(scene.transcriptOf(firstId))).toContain('SECRET');
  });

  test('names the sessions of the same tree that have it, too', async () => {
    const scene = await withSession();
    const parent = { name: 'auth', sessionId: firstId, at: null };
    await scene.add('auth-jwt', forkId, [...talk, chained('x1', 'a2', { type: 'user' })], { parent });
    await scene.add('docs', formerId, talk);
    const ran = await scene.chorus('vault', 'redact', 'auth', 'SECRET');
    expect(ran.stderr).toContain('it is also in auth-jwt: chorus vault redact auth-jwt <pattern>');
    expect(scene.read(scene.transcriptOf(forkId))).toContain('SECRET');
  });

  test('a file that cannot be written is named, the others are changed, and the exit code is 7; the same call finishes', async () => {
    const scene = await withSession();
    // Another project's transcript of the conversation, which cannot be reached.
    const path = join(scene.claude, 'projects', '-elsewhere', `${firstId}.jsonl`);
    mkdirSync(dirname(path));
    symlinkSync(join(scene.claude, 'kept'), path);
    await noteStamp(scene);
    const { transcriptStamp } = await scene.store.sessions.get('auth');
    const ran = await scene.chorus('vault', 'redact', 'auth', 'SECRET', '--json');
    expect(ran.exitCode).toBe(7);
    expect(ran.json<RedactionReport>()).toMatchObject({ matches: 2, failed: [{ path, message: expect.stringContaining('ENOENT') }] });
    expect(scene.read(scene.transcriptOf(firstId))).not.toContain('SECRET');
    // The next turn then compares transcript and copy.
    expect(await scene.store.sessions.get('auth')).toMatchObject({ transcriptStamp });
    put(join(scene.claude, 'kept'), JSON.stringify(talk[2]));
    const next = await scene.chorus('vault', 'redact', 'auth', 'SECRET', '--json');
    expect(next).toMatchObject({ exitCode: 0 });
    expect(next.json<RedactionReport>()).toMatchObject({ matches: 1, failed: [] });
    expect(scene.read(join(scene.claude, 'kept'))).toContain('[redacted]');
  });
});
