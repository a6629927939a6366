import { basename, join } from 'node:path';
import type { KeptConversation } from '../../core/conversation.ts';
import { readSummary, type SummarizedFile, titleFrom } from './conversation-summary.ts';
import { claudeConfigDir, listFolder, projectDir } from './projects.ts';

/** `agent-….jsonl` are the transcripts of subagents. */
const transcriptName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;

/** The conversation of a transcript, by its file name; undefined for other files. */
export function sessionIdOf(path: string): string | undefined {
  return transcriptName.exec(basename(path))?.[1];
}

/** Paths of the transcripts of a directory, or of all that `claude` finds from there. */
export function listTranscripts(env: NodeJS.ProcessEnv, cwd: string, which: 'own' | 'all'): string[] {
  const projects = join(claudeConfigDir(env, cwd), 'projects');
  const folders = which === 'all' ? listFolder(projects).map((folder) => join(projects, folder)) : [projectDir(env, cwd)];
  return folders.flatMap((folder) => listFolder(folder).flatMap((file) => (transcriptName.test(file) ? [join(folder, file)] : [])));
}

/**
 * Summaries of these transcripts, the last used first, from both ends of each. Those without a conversation are left out: empty ones, and
 * ones that hold only titles of others.
 * @param here the directory to assume for a conversation if it fits the folder and none of its own does.
 */
export function summarizeConversations(paths: readonly string[], here: string): KeptConversation[] {
  const files = paths.flatMap((path): SummarizedFile[] => {
    const file = readSummary(path, here);
    return file ? [file] : [];
  });
  // Up to 2.0.0, a title is written into the next transcript that is begun, and names a record of the one that it is for.
  const titles = new Map(files.flatMap(({ titlesOfOthers }) => titlesOfOthers));
  return files
    .flatMap(({ path, summary }): KeptConversation[] => {
      const sessionId = sessionIdOf(path);
      if (!summary || !sessionId) return [];
      return [{ ...summary, title: summary.title ?? titleFrom(titles, path), sessionId, path }];
    })
    .sort((a, b) => b.lastActiveAt.localeCompare(a.lastActiveAt));
}
