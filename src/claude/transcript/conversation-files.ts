import { basename, join } from 'node:path';
import type { KeptConversation } from '../../core/conversation.ts';
import { readSummary, type SummarizedFile, titleFrom } from './conversation-summary.ts';
import { claudeConfigDir, listFolder, projectDir } from './projects.ts';

/** `agent-….jsonl` are the transcripts of subagents. */
const transcriptName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;

/** The conversation whose transcript is named so; undefined for what is no transcript of one. */
export function sessionIdOf(path: string): string | undefined {
  return transcriptName.exec(basename(path))?.[1];
}

/** Paths of all transcripts, or of those of a directory. */
export function listTranscripts(env: NodeJS.ProcessEnv, cwd?: string): string[] {
  const projects = join(claudeConfigDir(env), 'projects');
  const folders = cwd === undefined ? listFolder(projects).map((folder) => join(projects, folder)) : [projectDir(env, cwd)];
  return folders.flatMap((folder) => listFolder(folder).flatMap((file) => (transcriptName.test(file) ? [join(folder, file)] : [])));
}

/**
 * What these transcripts hold, the last used first, from both ends of each. Those without a conversation are left out: empty ones, and
 * ones that hold nothing but titles of others.
 * @param here a directory that a conversation may be taken to belong to where none of its own fits its folder.
 */
export function summarizeConversations(paths: readonly string[], here: string): KeptConversation[] {
  const files = paths.flatMap((path): SummarizedFile[] => {
    const file = readSummary(path, here);
    return file ? [file] : [];
  });
  // Up to 2.0.0, a title is written into the transcript that was begun next, and names a record of the one that it is for.
  const titles = new Map(files.flatMap(({ titlesOfOthers }) => titlesOfOthers));
  return files
    .flatMap(({ path, summary }): KeptConversation[] => {
      const sessionId = sessionIdOf(path);
      if (!summary || !sessionId) return [];
      return [{ ...summary, title: summary.title ?? titleFrom(titles, path), sessionId, path }];
    })
    .sort((a, b) => b.lastActiveAt.localeCompare(a.lastActiveAt));
}
