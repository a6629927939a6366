import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversationEnds } from '../../src/claude/transcript/conversation-ends.ts';
import { createSession, type Session } from '../../src/core/session.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runInProcess } from './in-process.ts';
import type { Ran, Sandbox } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from './transcripts.ts';

export type Lines = readonly (TranscriptLine | string)[];

export const firstId = '11111111-1111-4111-8111-111111111111';

/** Two turns; the second has something that is better taken out. */
export const talk = [
  user('u1', null),
  assistant('a1', 'u1', 'msg_1'),
  user('u2', 'a1', 'The key is SECRET.'),
  assistant('a2', 'u2', 'msg_2'),
];

/** Sessions whose turns were had, without any `claude`: their transcripts are written, and copied to the vault. */
export interface VaultScene {
  store: Store;
  env: NodeJS.ProcessEnv;
  work: string;
  /** Claude's folder. */
  claude: string;
  transcriptOf(sessionId: string): string;
  /** A conversation of Claude's. */
  write(sessionId: string, lines: Lines): string;
  /** A session that has just had a turn. */
  add(name: string, sessionId: string, lines: Lines, rest?: Partial<Session>): Promise<void>;
  read(path: string): string;
  chorus(...args: string[]): Promise<Ran>;
  /** With standard input. */
  pipe(input: string, ...args: string[]): Promise<Ran>;
}

export function vaultScene(root = temporaryFolder()): VaultScene {
  const [work, claude, home] = [join(root, 'work'), join(root, 'claude'), join(root, 'chorus')];
  const project = join(claude, 'projects', work.replaceAll(/[^A-Za-z0-9]/g, '-'));
  for (const folder of [work, project]) mkdirSync(folder, { recursive: true });
  const env = { HOME: root, CLAUDE_CONFIG_DIR: claude, CHORUS_HOME: home };
  const store = openStore(home);
  const write = (sessionId: string, lines: Lines) => {
    const inPlace = lines.map((line) => (typeof line === 'string' ? line : { ...line, cwd: work, sessionId }));
    return writeTranscript(project, `${sessionId}.jsonl`, inPlace).path;
  };
  // Commands need nothing else of it.
  const sandbox = { env, work } as unknown as Sandbox;
  return {
    store,
    env,
    work,
    claude,
    transcriptOf: (sessionId) => join(project, `${sessionId}.jsonl`),
    write,
    add: async (name, sessionId, lines, rest = {}) => {
      const path = write(sessionId, lines);
      store.vault.keep(sessionId, path);
      const { tip, root: first } = conversationEnds(path);
      const session = createSession({ name, sessionId, now: new Date(0), cwd: work, settings: {} });
      const last = { verdict: 'resumed', contextTokens: 100 };
      await store.sessions.create({ ...session, tip, root: first, state: 'active', transcriptSeen: true, last, ...rest });
    },
    read: (path) => readFileSync(path, 'utf8'),
    chorus: (...args) => runInProcess(sandbox, args),
    pipe: (input, ...args) => runInProcess(sandbox, args, { input }),
  };
}

export function put(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}
