import { accessSync, constants, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { FileStamp } from '../../core/session.ts';
import { chorusError } from '../../errors.ts';
import { realPath } from './real-path.ts';

export interface TranscriptFile {
  path: string;
  /** Bytes. */
  size: number;
  /** False if it exists but cannot be read (in another user's folder). */
  isReadable: boolean;
  /** Missing if it is not a file of Claude's, or cannot be reached. */
  stamp?: FileStamp | undefined;
}

/**
 * Where Claude keeps its conversations: `CLAUDE_CONFIG_DIR`, else `~/.claude`. Claude does not check that variable: a relative path, or an
 * empty one, counts from the directory that `claude` runs in (1.0.60 to 2.1.331).
 * @param cwd the directory of the session.
 */
export function claudeConfigDir(env: NodeJS.ProcessEnv, cwd: string): string {
  const { CLAUDE_CONFIG_DIR: own } = env;
  if (own === undefined) return join(env.HOME || homedir(), '.claude');
  return isAbsolute(own) ? own : resolve(realPath(cwd), own);
}

/** How much of a long path is in its folder's name; a hash follows, which differs between releases (2.1.100 and later). */
const longestName = 200;

/**
 * The folder of a directory's conversations: every character outside [A-Za-z0-9] of its real path is a dash.
 * @param isNormalized whether the release takes the path in NFC, where a letter and its accent are one character.
 */
export function projectDir(env: NodeJS.ProcessEnv, cwd: string, isNormalized = false): string {
  const projects = join(claudeConfigDir(env, cwd), 'projects');
  const path = realPath(cwd);
  const name = folderName(isNormalized ? path.normalize('NFC') : path);
  if (name.length <= longestName) return join(projects, name);
  const start = `${name.slice(0, longestName)}-`;
  return join(projects, listFolder(projects).find((folder) => folder.startsWith(start)) ?? `${start}0`);
}

/** Where a release looks for a transcript that is now at `path`: there, if that is one of the folders that a long path may have. */
export function placeOfTranscript(env: NodeJS.ProcessEnv, cwd: string, isNormalized: boolean, path: string): string {
  const expected = join(projectDir(env, cwd, isNormalized), basename(path));
  const start = basename(dirname(expected)).slice(0, longestName + 1);
  const isLong = start.length > longestName;
  return isLong && dirname(dirname(path)) === dirname(dirname(expected)) && basename(dirname(path)).startsWith(start) ? path : expected;
}

/** Whether this transcript is in the folder for a directory's conversations. */
export function isInFolderOf(path: string, cwd: string): boolean {
  const name = folderName(cwd);
  const folder = basename(dirname(path));
  return name.length <= longestName ? folder === name : folder.startsWith(`${name.slice(0, longestName)}-`);
}

function folderName(cwd: string): string {
  return cwd.replaceAll(/[^A-Za-z0-9]/g, '-');
}

/**
 * The transcript of a conversation: in its directory's folder or, if it is not there (the directory may have
 * moved), in any other. Undefined if there is none; an empty one counts, since Claude's own 'not found' is judged elsewhere.
 */
export function findTranscript(env: NodeJS.ProcessEnv, cwd: string, sessionId: string): TranscriptFile | undefined {
  const name = `${sessionId}.jsonl`;
  const expected = fileAt(join(projectDir(env, cwd), name));
  if (expected) return expected;
  const projects = join(claudeConfigDir(env, cwd), 'projects');
  for (const folder of listFolder(projects)) {
    const found = fileAt(join(projects, folder, name));
    if (found) return found;
  }
  return undefined;
}

/** Finds many transcripts, reading every folder once. The one in the directory's own folder comes first, as in `findTranscript`. */
export function indexTranscripts(env: NodeJS.ProcessEnv): (cwd: string, sessionId: string) => string | undefined {
  const indexes = new Map<string, Map<string, string[]>>();
  return (cwd, sessionId) => {
    const projects = join(claudeConfigDir(env, cwd), 'projects');
    const paths = indexes.get(projects) ?? indexFolders(projects);
    indexes.set(projects, paths);
    const file = `${sessionId}.jsonl`;
    const found = paths.get(file) ?? [];
    return found.length > 1 ? (found.find((path) => path === join(projectDir(env, cwd), file)) ?? found[0]) : found[0];
  };
}

/** The paths of each file name in the folders of projects. */
function indexFolders(projects: string): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const folder of listFolder(projects)) {
    for (const file of listFolder(join(projects, folder))) paths.set(file, [...(paths.get(file) ?? []), join(projects, folder, file)]);
  }
  return paths;
}

/** Deletes a conversation for good. @throws ChorusError (7) */
export function removeTranscript(env: NodeJS.ProcessEnv, cwd: string, sessionId: string): void {
  const file = findTranscript(env, cwd, sessionId);
  if (!file) return;
  try {
    rmSync(file.path);
  } catch (cause) {
    throw chorusError('file-unwritable', `the transcript cannot be removed: ${file.path}`, (cause as Error).message, cause);
  }
}

function fileAt(path: string): TranscriptFile | undefined {
  try {
    const stats = statSync(path, { bigint: true });
    if (!stats.isFile()) return undefined;
    const size = Number(stats.size);
    return { path, size, isReadable: canRead(path), stamp: { size, mtimeNs: String(stats.mtimeNs), inode: String(stats.ino) } };
  } catch (error) {
    // There may be files besides the folders of projects: .DS_Store.
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    return isAbsent ? undefined : { path, size: 0, isReadable: false };
  }
}

export function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The names in a folder; empty if it cannot be read. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
