import { existsSync, readdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Quirks } from '../claude/call/releases.ts';
import { findOtherClaudes } from '../claude/call/running-claudes.ts';
import { findTranscript, placeOfTranscript } from '../claude/transcript/projects.ts';
import type { Session } from '../core/session.ts';
import { chorusError } from '../errors.ts';
import { makeFolders } from '../store/home.ts';
import type { Restoration } from './restoration.ts';
import type { World } from './world.ts';

/** A transcript that is not where the release looks for it. It is moved, never copied: some releases find no id that is in two projects. */
export interface Relocation {
  from: string;
  to: string;
}

type Look = Pick<Quirks, 'normalizesProjects' | 'findsEverywhere'>;

/** A transcript before a turn. */
interface Found {
  path: string | undefined;
  restoration: Restoration | undefined;
}

/**
 * Where the transcript of a session must be for a turn. One that will be restored goes there at once. One that is elsewhere is moved if the
 * release would not find it: the move of `set cwd=` was cut short, or another release names the folder of this directory differently.
 * @param home the directory that the conversation belongs to: not the one that a single call was given.
 * @param isMoved whether it belongs there from this call on.
 */
export function placeForTurn(
  { env }: Pick<World, 'env'>,
  { sessionId }: Pick<Session, 'sessionId'>,
  home: string,
  { path, restoration }: Found,
  { normalizesProjects, findsEverywhere }: Look,
  isMoved: boolean,
): { restoration: Restoration | undefined; relocation: Relocation | undefined } {
  const from = restoration?.to ?? path;
  const to = from === undefined ? undefined : placeOfTranscript(env, home, normalizesProjects, from);
  if (from === undefined || to === undefined || from === to) return { restoration, relocation: undefined };
  if (restoration?.left === null) return { restoration: { ...restoration, to }, relocation: undefined };
  const isUsed = findOtherClaudes(env, { cwd: home, sessionId }).length > 0;
  if ((findsEverywhere && !isMoved) || existsSync(to) || isUsed) return { restoration, relocation: undefined };
  return { restoration, relocation: { from, to } };
}

/**
 * Moves the transcript of a session to the folder of another directory. The caller holds the session, and then gives it that directory: a
 * move that is cut short is finished by the same call, or taken back by the next turn.
 * @throws ChorusError `busy` if something else has the conversation open; `file-unwritable`
 */
export function moveConversation({ env }: Pick<World, 'env'>, session: Session, cwd: string, { normalizesProjects }: Look): void {
  const { sessionId, state, name } = session;
  const found = state === 'recorded' ? undefined : (findTranscript(env, cwd, sessionId) ?? findTranscript(env, session.cwd, sessionId));
  if (!found) return;
  const to = placeOfTranscript(env, cwd, normalizesProjects, found.path);
  if (to === found.path || existsSync(to)) return;
  const [other] = findOtherClaudes(env, session);
  if (other) {
    const problem = `claude (process ${other.pid}) has the conversation of ${JSON.stringify(name)} open, so that its transcript cannot be moved`;
    throw chorusError('busy', problem, 'End it, then try again.');
  }
  relocate({ from: found.path, to });
}

/** Moves a transcript and the folder beside it. The transcript is last: until it is moved, the next call begins again. @throws ChorusError (7) */
export function relocate({ from, to }: Relocation): void {
  try {
    makeFolders(dirname(to));
    moveInto(besideOf(from), besideOf(to));
    renameSync(from, to);
  } catch (cause) {
    const problem = `${from} cannot be moved to ${dirname(to)}: ${(cause as Error).message}`;
    throw chorusError('file-unwritable', problem, 'Nothing was sent, and nothing is lost. Check the folders and their permissions.', cause);
  }
}

/** Moves a folder to where a part of it may be already. */
function moveInto(from: string, to: string): void {
  if (!statSync(from, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(to)) {
    renameSync(from, to);
    return;
  }
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) moveInto(source, target);
    else renameSync(source, target);
  }
  rmdirSync(from);
}

/** The folder that Claude keeps beside a transcript, under the same name. */
function besideOf(path: string): string {
  return path.replace(/\.jsonl$/, '');
}
