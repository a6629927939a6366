import { join } from 'node:path';
import { conversationEnds } from '../claude/transcript/conversation-ends.ts';
import { readSummary } from '../claude/transcript/conversation-summary.ts';
import { compareTranscripts, stateOf } from '../claude/transcript/difference.ts';
import { findTranscript, projectDir, type TranscriptFile } from '../claude/transcript/projects.ts';
import type { Session } from '../core/session.ts';
import { chorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions } from './options.ts';
import { findVaulted, holdVaulted, isVaultWanted, nameOf, type Vaulted } from './vaulted.ts';

export interface VaultChangeOptions extends HoldOptions {
  /** Returns what it would do. Changes nothing. */
  isDryRun?: boolean | undefined;
}

/** What `vault restore` or `vault accept` did, or would do. */
export interface VaultChange {
  /** The session that has the conversation; null if it has no name. */
  session: string | null;
  sessionId: string;
  /** The path of Claude's transcript. */
  transcript: string;
  /** False if transcript and copy were in agreement already. */
  changed: boolean;
  /** Records of the conversation, without abandoned branches. */
  records: { before: number; after: number };
  /** Where the other version is now; null if nothing of it would be lost. */
  aside: string | null;
}

/**
 * Puts the vault's copy of a conversation back as Claude's transcript. After a turn that was `truncated` or `branched`, that is the copy
 * of before. What stood there is put aside.
 * @throws ChorusError `transcript-gone` if the vault has no copy, `busy`
 */
export async function restoreFromVault(world: World, query: string, options: VaultChangeOptions): Promise<VaultChange> {
  return holdVaulted(world, await findVaulted(world, query), 'vault restore', options, (found) => restore(world, found, options));
}

/**
 * Takes a transcript as it is, though the vault has records that it lacks: the next turn continues from its end, and the vault follows.
 * @throws ChorusError `transcript-gone` if there is nothing to accept, `busy`
 */
export async function acceptTranscript(world: World, query: string, options: VaultChangeOptions): Promise<VaultChange> {
  return holdVaulted(world, await findVaulted(world, query), 'vault accept', options, (found) => accept(world, found, options));
}

async function restore(world: World, found: Vaulted, { isDryRun }: VaultChangeOptions): Promise<VaultChange> {
  const { vault } = world.store;
  const { sessionId } = found;
  const transcript = transcriptOf(world, found);
  const source = chooseCopy(world, found, transcript);
  const to = transcript?.path ?? pathFor(world, found, source ?? '');
  const before = recordsIn(transcript);
  const change = { ...namesOf(found), transcript: to, changed: source !== undefined, aside: null };
  if (source === undefined) return { ...change, records: { before, after: before } };
  const records = { before, after: conversationEnds(source).records };
  if (isDryRun) return { ...change, records };
  let aside: string | undefined;
  if (source !== vault.copyOf(sessionId)?.path) {
    if (transcript) vault.keep(sessionId, to);
    aside = vault.promote(sessionId, source);
  }
  aside = vault.putBack(sessionId, to, transcript?.size ?? null) ?? aside;
  await settle(world, found, ({ last }) => endsOf(to, last));
  return { ...change, records, aside: aside ?? null };
}

/** The copy that has what the transcript lacks; undefined if it lacks nothing. */
function chooseCopy({ store }: World, found: Vaulted, transcript: TranscriptFile | undefined): string | undefined {
  const { sessionId, session, isCurrent } = found;
  const latest = store.vault.copyOf(sessionId)?.path;
  const asides = store.vault.asideOf(sessionId);
  if (latest === undefined && asides.length === 0)
    throw chorusError('transcript-gone', `the vault has no copy of ${nameOf(found)}`, 'chorus vault shows the copies that it has.');
  if (!transcript || transcript.size === 0) return latest ?? asides[0];
  const state = latest === undefined ? 'grown' : stateOf(compareTranscripts(transcript.path, latest));
  if (state !== 'grown' && state !== 'edited') return latest;
  const last = isCurrent ? session?.last : undefined;
  // A turn that sent nothing put nothing aside.
  const isOther = (last?.verdict === 'truncated' || last?.verdict === 'branched') && last.turn !== 'none';
  return isOther ? asides[0] : undefined;
}

async function accept(world: World, found: Vaulted, { isDryRun }: VaultChangeOptions): Promise<VaultChange> {
  const { vault } = world.store;
  const { sessionId } = found;
  const transcript = transcriptOf(world, found);
  const after = recordsIn(transcript);
  if (!transcript || after === 0)
    throw chorusError(
      'transcript-gone',
      `there is no transcript of ${nameOf(found)} to accept`,
      `Put back what the vault has: chorus vault restore ${nameOf(found)}`,
    );
  const copy = vault.copyOf(sessionId)?.path;
  const state = copy === undefined ? 'grown' : stateOf(compareTranscripts(transcript.path, copy));
  const isLess = state !== 'grown' && state !== 'edited';
  const before = copy === undefined ? after : conversationEnds(copy).records;
  const change = { ...namesOf(found), transcript: transcript.path, changed: state !== 'grown', records: { before, after }, aside: null };
  if (isDryRun) return change;
  const aside = keepsCopy(world, found)
    ? vault.keep(sessionId, transcript.path, { compare: 'all', isEdit: () => true, isCopyKept: isLess })
    : isLess && vault.putAside(sessionId);
  await settle(world, found, ({ last }) => endsOf(transcript.path, last && { ...last, contextTokens: undefined, prefix: undefined }));
  return { ...change, aside: aside || null };
}

/** Notes what the session is to continue from, and that nothing is wrong with it any more. */
async function settle(world: World, found: Vaulted, changes: (session: Session) => Partial<Session>): Promise<void> {
  const { session, sessionId, isCurrent } = found;
  if (!session || !isCurrent) return;
  const stamp = keepsCopy(world, found) ? transcriptOf(world, found)?.stamp : undefined;
  await world.store.sessions.update(session.name, (current) => {
    if (current.sessionId !== sessionId) return {};
    const { last, ...changed } = { last: current.last, ...changes(current) };
    return { ...changed, last: last && { ...last, verdict: undefined }, transcriptSeen: true, transcriptStamp: stamp };
  });
}

/** @param last as it is to be kept, but for what is counted. The next request is another one in size: its tokens are not compared. */
function endsOf(path: string, last: Session['last']): Pick<Session, 'tip' | 'root' | 'last'> {
  const { tip, root, messages } = conversationEnds(path);
  return { tip, root, last: last && { ...last, messages: messages ?? undefined, counted: undefined, basis: undefined } };
}

function keepsCopy({ store }: World, { session }: Vaulted): boolean {
  return !session || isVaultWanted(session, store.config.getIfWhole());
}

function transcriptOf(world: World, { session, sessionId }: Vaulted): TranscriptFile | undefined {
  return findTranscript(world.env, session?.cwd ?? world.cwd, sessionId);
}

/** Where Claude looks for a conversation that it does not have: in the folder of the directory that the copy tells of. */
function pathFor(world: World, { session, sessionId }: Vaulted, copy: string): string {
  const cwd = session?.cwd ?? readSummary(copy, world.cwd)?.summary?.cwd ?? world.cwd;
  return join(projectDir(world.env, cwd), `${sessionId}.jsonl`);
}

function recordsIn(transcript: TranscriptFile | undefined): number {
  return transcript?.isReadable && transcript.size > 0 ? conversationEnds(transcript.path).records : 0;
}

function namesOf({ session, sessionId }: Vaulted): Pick<VaultChange, 'session' | 'sessionId'> {
  return { session: session?.name ?? null, sessionId };
}
