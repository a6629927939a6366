import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { storeError } from '../errors.ts';
import type { TokenUsage } from './messages.ts';
import { realPath } from './real-path.ts';

/** A record of a transcript, as far as chorus reads it. Records without a `uuid` (titles, costs, queues) are no part of the chain. */
export interface TranscriptRecord {
  uuid: string;
  parentUuid: string | null;
  /** Where a compaction cut the chain: the record before it. */
  logicalParentUuid?: string | null | undefined;
  type: string;
  subtype?: string | undefined;
  isSidechain?: boolean | undefined;
  message?: { id?: string | undefined; model?: string | undefined; usage?: TokenUsage | undefined } | undefined;
}

export interface TranscriptFile {
  path: string;
  /** Bytes. */
  size: number;
  /** False where it is there and can't be looked at (another user's folder). */
  isReadable: boolean;
}

const chunkSize = 64 * 1024;

/** Where Claude keeps its conversations: `CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function claudeConfigDir(env: NodeJS.ProcessEnv): string {
  return env.CLAUDE_CONFIG_DIR || join(env.HOME || homedir(), '.claude');
}

/** The folder of a directory's conversations: every character outside [A-Za-z0-9] of its real path is a dash. */
export function projectDir(env: NodeJS.ProcessEnv, cwd: string): string {
  return join(claudeConfigDir(env), 'projects', realPath(cwd).replaceAll(/[^A-Za-z0-9]/g, '-'));
}

/**
 * The transcript of a conversation, looked for in its directory's folder and, where it is not there (a long path is shortened, a
 * directory may have moved), in every other. Undefined if there is none; an empty one counts, Claude's own 'not found' is judged elsewhere.
 */
export function findTranscript(env: NodeJS.ProcessEnv, cwd: string, sessionId: string): TranscriptFile | undefined {
  const name = `${sessionId}.jsonl`;
  const expected = describe(join(projectDir(env, cwd), name));
  if (expected) return expected;
  const projects = join(claudeConfigDir(env), 'projects');
  for (const folder of listFolder(projects)) {
    const found = describe(join(projects, folder, name));
    if (found) return found;
  }
  return undefined;
}

/**
 * The chained records of a transcript, newest first, read from the end: the last turn costs the same in a file of 100 MB.
 * Lines that do not parse (a cut last line, garbage) are passed over, as Claude does.
 * @param start read only what stands from this byte offset on.
 * @throws what `open` and `read` throw.
 */
export function* readRecordsBackwards(path: string, start = 0): Generator<TranscriptRecord> {
  const fd = openSync(path, 'r');
  try {
    let position = fstatSync(fd).size;
    let tail: Buffer[] = [];
    while (position > start) {
      const length = Math.min(chunkSize, position - start);
      position -= length;
      const chunk = Buffer.allocUnsafe(length);
      readSync(fd, chunk, 0, length, position);
      let lineEnd = length;
      for (let newline = chunk.lastIndexOf(0x0a); newline !== -1; newline = newline === 0 ? -1 : chunk.lastIndexOf(0x0a, newline - 1)) {
        const record = parseRecord(Buffer.concat([chunk.subarray(newline + 1, lineEnd), ...tail]));
        tail = [];
        lineEnd = newline;
        if (record) yield record;
      }
      tail = [chunk.subarray(0, lineEnd), ...tail];
    }
    const record = parseRecord(Buffer.concat(tail));
    if (record) yield record;
  } finally {
    closeSync(fd);
  }
}

/**
 * Whether nothing was said in a transcript after the record `uuid`: no answer, and no prompt that waits for one. A compaction is not
 * said: behind it a conversation can not be cut before it.
 */
export function endsAt(path: string, uuid: string): boolean {
  for (const record of readRecordsBackwards(path)) {
    if (record.uuid === uuid || record.subtype === 'compact_boundary') return true;
    if ((record.type === 'assistant' || record.type === 'user') && record.isSidechain !== true) return false;
  }
  return false;
}

export function hasRecord(path: string, uuid: string): boolean {
  for (const record of readRecordsBackwards(path)) {
    if (record.uuid === uuid) return true;
  }
  return false;
}

/** Deletes a conversation for good. @throws ChorusError (7) */
export function removeTranscript(env: NodeJS.ProcessEnv, cwd: string, sessionId: string): void {
  const file = findTranscript(env, cwd, sessionId);
  if (!file) return;
  try {
    rmSync(file.path);
  } catch (cause) {
    throw storeError(`the transcript can not be removed: ${file.path}`, (cause as Error).message, cause);
  }
}

/**
 * What a first turn that was ended too early left in its transcript.
 * @param forkPoint of a fork: only a copy that holds it can be gone on with.
 */
export function whatIsLeft(path: string, forkPoint: string | undefined): 'nothing' | 'prompt' | 'answer' {
  let left: 'nothing' | 'prompt' | 'answer' = 'nothing';
  for (const { uuid, type } of readRecordsBackwards(path)) {
    if (forkPoint === undefined ? type === 'assistant' : uuid === forkPoint) return 'answer';
    if (type === 'user' && forkPoint === undefined) left = 'prompt';
  }
  return left;
}

/** Whether a record stands in a transcript behind the byte offset `from`. */
export function hasRecordAfter({ path, size }: TranscriptFile, from: number, uuid: string): boolean {
  if (size <= from) return false;
  const added = Buffer.alloc(size - from);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, added, 0, added.length, from);
  } finally {
    closeSync(fd);
  }
  return added.includes(`"uuid":"${uuid}"`);
}

/** A conversation up to and with one of its records, under another id: what a release that can't cut one itself forks from. */
export function copyTranscript(source: string, upTo: string, target: string, sessionId: string): void {
  const lines = readFileSync(source, 'utf8').split('\n');
  const last = lines.findIndex((line) => line.includes(`"uuid":"${upTo}"`));
  const copied = lines.slice(0, last + 1).map((line) => line.replaceAll(/"sessionId":"[^"]*"/g, `"sessionId":"${sessionId}"`));
  writeFileSync(target, `${copied.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
}

function parseRecord(line: Buffer): TranscriptRecord | undefined {
  // Only chained records have a parentUuid; the rest, some of them long, need not be parsed.
  if (line.length === 0 || !line.includes('"parentUuid"')) return undefined;
  try {
    const { uuid, parentUuid, logicalParentUuid, type, subtype, isSidechain, message } = JSON.parse(line.toString()) as TranscriptRecord;
    if (typeof uuid !== 'string') return undefined;
    // What was said is left behind: a whole file may have to be kept as its chain.
    const { id, model, usage } = message ?? {};
    return { uuid, parentUuid, logicalParentUuid, type, subtype, isSidechain, message: { id, model, usage } };
  } catch {
    return undefined;
  }
}

function describe(path: string): TranscriptFile | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? { path, size: stats.size, isReadable: true } : undefined;
  } catch (error) {
    // Beside the folders of the projects there may be files: .DS_Store. The folder of a long path has a shorter name.
    const isAbsent = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
    return isAbsent ? undefined : { path, size: 0, isReadable: false };
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
