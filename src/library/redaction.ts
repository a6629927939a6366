import { privateFiles } from '../claude/transcript/private-files.ts';
import { findTranscript } from '../claude/transcript/projects.ts';
import { type RedactedText, type Redaction, redactJson, redactRecord, redactText } from '../claude/transcript/redact.ts';
import { parseObject } from '../core/json.ts';
import { type FileStamp, isSameStamp, type Session } from '../core/session.ts';
import { chorusError, usageError } from '../errors.ts';
import { changeFile } from '../store/redacted-file.ts';
import { runFilesOf } from '../store/run-files.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions } from './options.ts';
import { findVaulted, holdVaulted, nameOf, type Vaulted } from './vaulted.ts';

export interface RedactOptions extends HoldOptions {
  /** Takes the pattern as it is, rather than as a regular expression. */
  literal?: boolean | undefined;
  ignoreCase?: boolean | undefined;
  /** What is written in its place. Default: `[redacted]`. */
  replacement?: string | undefined;
  /** Returns what it would change. Changes nothing. */
  isDryRun?: boolean | undefined;
}

/** A file that has, or had, something that matches. */
export interface RedactedFile {
  path: string;
  /**
   * `copy`: the vault's, older ones included. `run`: chorus's own file of a turn. The others are Claude's. `side-file`: of a subagent, a
   * tool, a list of to-dos. `file-history`: a file as it was before Claude changed it. `prompt-history`: of all conversations.
   */
  kind: 'transcript' | 'copy' | 'side-file' | 'file-history' | 'prompt-history' | 'run';
  /** How many matches were taken out, or would be. */
  matches: number;
  /** Matches that stay, in ids, types and paths: Claude needs them to read the conversation. */
  left: number;
}

export interface RedactionReport {
  /** The session that has the conversation; null if it has no name. */
  session: string | null;
  sessionId: string;
  matches: number;
  left: number;
  files: RedactedFile[];
  /** Files that could not be read or written: what matches is still in them. */
  failed: { path: string; message: string }[];
  /** Other sessions of the same tree of forks that have it, too. */
  alsoIn: string[];
}

/**
 * Takes everything that matches out of a conversation, the session's earlier ones included, wherever Claude and chorus keep it. It cannot
 * be undone. A kill leaves each file as it was or as it is to be; the same call finishes the work.
 * @throws ChorusError `usage` for a pattern that cannot be used, `pattern-not-found`, `busy`
 */
export async function redact(world: World, query: string, pattern: string, options: RedactOptions): Promise<RedactionReport> {
  const redaction = compile(pattern, options);
  const isDryRun = options.isDryRun === true;
  // A turn that runs would write what is taken out.
  const hold = { ...options, wait: options.wait ?? 0 };
  return holdVaulted(world, await findVaulted(world, query), 'vault redact', hold, async (found) => {
    const before = stampOf(world, found);
    const { files, failed } = redactFiles(filesOf(world, found), redaction, isDryRun);
    const matches = sum(files.map((file) => file.matches));
    if (matches === 0 && failed.length === 0) throw nothingFound(found, options);
    if (!isDryRun && matches > 0) await noteTranscript(world, found, before, failed.length === 0);
    const alsoIn = relativesOf(world, found).filter((session) => holds(world, session, redaction));
    return {
      session: found.session?.name ?? null,
      sessionId: found.sessionId,
      matches,
      left: sum(files.map((file) => file.left)),
      files,
      failed,
      alsoIn: alsoIn.map(({ name }) => name),
    };
  });
}

function compile(pattern: string, { literal, ignoreCase, replacement = '[redacted]' }: RedactOptions): Redaction {
  const source = literal ? pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : pattern;
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, `gu${ignoreCase ? 'i' : ''}`);
  } catch (cause) {
    throw usageError(`the pattern is not a regular expression: ${(cause as Error).message}`, 'To take it as it is: --literal.');
  }
  if (compiled.test('')) throw usageError('the pattern matches an empty text, and so everything', 'Give one that does not.');
  compiled.lastIndex = 0;
  return { pattern: compiled, replacement };
}

type Target = Pick<RedactedFile, 'path' | 'kind'> & { change: (text: string, redaction: Redaction) => RedactedText };

/** Transcripts first: after a kill, what is gone from them is not sent again. */
function filesOf({ env, cwd, store }: World, { sessionId, session, isCurrent }: Vaulted): Target[] {
  const others = isCurrent && session ? [...session.formerIds, ...(session.movingTo ? [session.movingTo] : [])] : [];
  const ids = [sessionId, ...others];
  const claudes = ids.flatMap((id) => privateFiles(env, session?.cwd ?? cwd, id));
  const isOfThese = (line: string) => ids.includes(parseObject(line)?.sessionId as string);
  const targets: Target[] = claudes.map(({ path, kind }) =>
    kind === 'prompt-history'
      ? { path, kind, change: (line, redaction) => (isOfThese(line) ? redactRecord(line, redaction) : unchanged(line)) }
      : { path, kind, change: changeOf(path, kind) },
  );
  for (const path of ids.flatMap((id) => store.vault.filesOf(id))) targets.push({ path, kind: 'copy', change: changeOf(path, 'copy') });
  const runs = session ? [...store.interactive.filesOf(session.name), ...runFilesOf(store.home, session.name)] : [];
  for (const path of runs) targets.push({ path, kind: 'run', change: changeOf(path, 'run') });
  return [...new Map(targets.map((target) => [target.path, target])).values()];
}

function changeOf(path: string, kind: RedactedFile['kind']): Target['change'] {
  if (kind === 'file-history') return redactText;
  if (isLines(path)) return redactRecord;
  return path.endsWith('.json') ? redactJson : redactText;
}

/** Copies that a kill left half-made have an ending of their own. */
function isLines(path: string): boolean {
  return /\.jsonl(\.\d+\.new)?$/.test(path);
}

function redactFiles(targets: readonly Target[], redaction: Redaction, isDryRun: boolean): Pick<RedactionReport, 'files' | 'failed'> {
  const files: RedactedFile[] = [];
  const failed: RedactionReport['failed'] = [];
  for (const { path, kind, change } of targets) {
    try {
      const by = isLines(path) && kind !== 'file-history' ? 'line' : 'whole';
      const { matches, left } = changeFile(path, by, (text) => change(text, redaction), { isDryRun });
      if (matches + left > 0) files.push({ path, kind, matches, left });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      failed.push({ path, message: error.message });
    }
  }
  return { files, failed };
}

function stampOf({ env }: World, { session, sessionId }: Vaulted): FileStamp | undefined {
  return session && findTranscript(env, session.cwd, sessionId)?.stamp;
}

/**
 * So that the next turn does not take it for an edit. If the transcript was not as it was noted, or its copy could not be changed, the next
 * turn compares the two.
 * @param before the transcript before the redaction.
 * @param isEverywhere whether nothing failed.
 */
async function noteTranscript(world: World, found: Vaulted, before: FileStamp | undefined, isEverywhere: boolean): Promise<void> {
  const { session, sessionId, isCurrent } = found;
  if (!session || !isCurrent) return;
  const stamp = stampOf(world, found);
  await world.store.sessions.update(session.name, (current) =>
    current.sessionId === sessionId
      ? {
          ...(isEverywhere && isSameStamp(before, current.transcriptStamp) ? { transcriptStamp: stamp } : {}),
          // The next request is smaller than the last one was: its tokens are not compared.
          last: current.last && { ...current.last, basis: undefined },
        }
      : {},
  );
}

/** The other sessions that share history with a session, by their forks. */
function relativesOf({ store }: World, { session }: Vaulted): Session[] {
  if (!session) return [];
  const all = store.sessions.list().sessions;
  const idsOf = ({ sessionId, formerIds }: Session) => [sessionId, ...formerIds];
  const isFork = (child: Session, parent: Session) => child.parent !== null && idsOf(parent).includes(child.parent.sessionId);
  const tree = new Set<Session>(all.filter(({ name }) => name === session.name));
  for (const member of tree) for (const other of all) if (isFork(other, member) || isFork(member, other)) tree.add(other);
  return [...tree].filter(({ name }) => name !== session.name);
}

function holds(world: World, session: Session, redaction: Redaction): boolean {
  const targets = filesOf(world, { sessionId: session.sessionId, session, isCurrent: true });
  return redactFiles(targets, redaction, true).files.some(({ matches }) => matches > 0);
}

function nothingFound(found: Vaulted, { literal }: RedactOptions): Error {
  const hint = literal
    ? 'Nothing was changed.'
    : 'Nothing was changed. To take the pattern as it is, rather than as a regular expression: --literal.';
  return chorusError('pattern-not-found', `nothing in the conversation of ${nameOf(found)} matches`, hint);
}

function unchanged(text: string): RedactedText {
  return { text, matches: 0, left: 0 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
