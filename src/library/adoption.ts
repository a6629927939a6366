import { findOtherClaudes } from '../claude/call/running-claudes.ts';
import { traceTurn } from '../claude/transcript/lineage.ts';
import { findTranscript } from '../claude/transcript/projects.ts';
import { isDirectory } from '../claude/transcript/real-path.ts';
import { lastRecordedCost } from '../claude/transcript/transcript.ts';
import { readUsedSettings } from '../claude/transcript/used-settings.ts';
import type { Adoption } from '../core/adoption.ts';
import type { KeptConversation } from '../core/conversation.ts';
import { resolveSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { contextTokens } from '../core/usage.ts';
import { chorusError } from '../errors.ts';
import { checkGivenDirectory, resolveDirectory } from '../turn/directory.ts';
import { hold, storeNew } from '../turn/flow.ts';
import type { World } from '../turn/world.ts';
import { checkFree, findAdoptable } from './adoptable.ts';
import { draftSession } from './drafts.ts';
import { guessSettings } from './guess.ts';
import type { AdoptOptions } from './options.ts';

/**
 * Gives a name to a conversation that chorus did not start, and copies its transcript to the vault.
 * @param query its id, the beginning of its id, or the path of its transcript.
 * @throws ChorusError as `findAdoptable`, and `name-taken`, `directory-not-found`, `transcript-gone`, `busy`
 */
export async function adopt(world: World, query: string, name: string, options: AdoptOptions = {}): Promise<Adoption> {
  const adoption = draftAdoption(world, findAdoptable(world, query), name, options);
  const { session, conversation } = adoption;
  const isCopied = checkCopy(world, adoption);
  if (options.isDryRun) return adoption;
  // Locks the conversation, so that two calls cannot give it two names.
  const claim = await world.store.lockTurn(session.sessionId, { waitMs: Number.POSITIVE_INFINITY, signal: world.signal });
  try {
    const lock = await hold(world, name, 'adopt', options, options.observer ?? {});
    try {
      checkFree(world, session.sessionId);
      world.store.sessions.checkFree(name, options.force);
      if (isCopied) world.store.vault.keep(session.sessionId, conversation.path);
      await storeNew(world, session, options.force);
    } finally {
      lock.release();
    }
  } finally {
    claim.release('removed');
  }
  return adoption;
}

function draftAdoption(world: World, conversation: KeptConversation, name: string, options: AdoptOptions): Adoption {
  const { sessionId, path, createdAt, lastActiveAt } = conversation;
  const draft = draftSession(world, name, options);
  const used = readUsedSettings(path);
  const profile = options.profile ? world.store.config.profile(options.profile) : {};
  const guess = guessSettings(used, { ...profile, ...draft.settings });
  const { cwd: given } = options.settings ?? {};
  const cwd = given === undefined ? conversation.cwd : resolveDirectory(world.cwd, given);
  if (cwd === null) throw chorusError('directory-not-found', `no record of ${path} has its directory`, 'Give it: --cwd <directory>');
  if (given !== undefined) checkGivenDirectory(cwd);
  const { tip, root, usage, reach } = traceTurn({
    transcript: { path, size: conversation.size, isReadable: true },
    anchor: undefined,
    tip: 'root',
    root: null,
    sizeBefore: 0,
  });
  const session: Session = {
    ...draft,
    sessionId,
    createdAt,
    lastActiveAt,
    cwd,
    settings: { ...guess.settings, ...draft.settings },
    tip,
    root: root ?? tip,
    last: {
      model: used.model,
      permissionMode: used.permissionMode,
      contextTokens: usage && contextTokens(usage),
      messages: reach?.total ?? undefined,
      release: used.release,
      cumulativeCostUsd: lastRecordedCost(path, 0),
    },
    // A conversation without an answer looks like one whose first turn was killed.
    state: tip ? 'active' : 'starting',
    transcriptSeen: true,
  };
  return {
    session,
    conversation,
    guessed: Object.keys(guess.settings),
    refused: guess.refused,
    isDirectoryGone: !isDirectory(cwd),
    live: findOtherClaudes(world.env, { cwd, sessionId }),
  };
}

/**
 * Whether the vault will have a copy. If Claude does not have the transcript, the first resume restores it from that copy.
 * @throws ChorusError `transcript-gone` if Claude does not have it, and the vault is turned off.
 */
function checkCopy(world: World, { session, conversation }: Adoption): boolean {
  const isCopied = resolveSettings({ session, config: world.store.config.get() }).vault?.value !== false;
  if (!isCopied && !findTranscript(world.env, session.cwd, session.sessionId)) {
    throw chorusError(
      'transcript-gone',
      `Claude does not have the conversation of ${conversation.path}`,
      'chorus can restore it from the vault: --vault',
    );
  }
  return isCopied;
}
