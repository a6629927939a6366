import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listTranscripts, sessionIdOf } from './conversation-files.ts';
import { claudeConfigDir, listFolder } from './projects.ts';
import { readEnds } from './transcript-ends.ts';

/** A file in which Claude keeps something of a conversation. */
export interface PrivateFile {
  path: string;
  /**
   * `side-file`: subagents, outputs of tools, to-dos. `file-history`: files as they were before Claude changed them. `prompt-history`: the
   * prompts of all conversations, in one file.
   */
  kind: 'transcript' | 'side-file' | 'file-history' | 'prompt-history';
}

/**
 * All files of Claude's that hold parts of a conversation, its transcripts first.
 * @param cwd the directory of its session.
 */
export function privateFiles(env: NodeJS.ProcessEnv, cwd: string, sessionId: string): PrivateFile[] {
  const config = claudeConfigDir(env, cwd);
  const transcripts = listTranscripts(env, cwd, 'all').filter((path) => sessionIdOf(path) === sessionId);
  const folders = [...new Set(transcripts.map(dirname))];
  const beside = transcripts.flatMap((path) => filesUnder(path.replace(/\.jsonl$/, '')));
  const own = (folder: string) => listFolder(join(config, folder)).filter((file) => file.startsWith(sessionId));
  const sides = [
    ...beside,
    ...folders.flatMap((folder) => agentsIn(folder, sessionId)),
    ...['todos', 'debug'].flatMap((folder) => own(folder).map((file) => join(config, folder, file))),
    ...filesUnder(join(config, 'tasks', sessionId)),
  ];
  return [
    ...transcripts.map((path) => ({ path, kind: 'transcript' as const })),
    ...folders.flatMap((folder) => leftIn(folder, sessionId)).map((path) => ({ path, kind: 'transcript' as const })),
    ...sides.map((path) => ({ path, kind: 'side-file' as const })),
    ...filesUnder(join(config, 'file-history', sessionId)).map((path) => ({ path, kind: 'file-history' as const })),
    ...listFolder(config)
      .filter((file) => file === 'history.jsonl')
      .map((file) => ({ path: join(config, file), kind: 'prompt-history' as const })),
  ];
}

/** Transcripts that chorus was killed while writing. */
function leftIn(folder: string, sessionId: string): string[] {
  return listFolder(folder)
    .filter((file) => file.startsWith(`${sessionId}.jsonl.`))
    .map((file) => join(folder, file));
}

/** Up to 2.0.50 the transcripts of subagents lie beside those of conversations. */
function agentsIn(folder: string, sessionId: string): string[] {
  const agents = listFolder(folder).filter((file) => /^agent-.*\.jsonl$/.test(file));
  return agents.map((file) => join(folder, file)).filter((path) => readHead(path).includes(`"sessionId":"${sessionId}"`));
}

function readHead(path: string): string {
  try {
    return readEnds(path, 64 * 1024).head.toString('latin1');
  } catch {
    return '';
  }
}

/** The paths of all files in a folder and its subfolders; links are skipped. Empty if there is no such folder. */
export function filesUnder(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, basename(entry.name)));
  } catch {
    return [];
  }
}
