import type { NewOptions, PreviewOptions, ResumeOptions } from '../core/options.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import { isChorusError } from '../errors.ts';
import type { Lock } from '../store/lock-file.ts';
import {
  beginSession,
  type ConversationObserver,
  concludeLeft,
  hold,
  prepareBegin,
  prepareResume,
  recordSession,
  resumeSession,
} from '../turn/flow.ts';
import type { World } from '../turn/world.ts';
import type { Observer } from './observer.ts';
import type { HoldOptions } from './options.ts';
import { previewOf, type TurnPreview } from './turn-preview.ts';

/** The turn to preview. */
export type PreviewRequest =
  | { action: 'new'; name: string; options?: NewOptions }
  | { action: 'resume'; name: string; options?: PreviewOptions }
  | { action: 'fork'; from: string; name: string; options?: NewOptions };

export async function start(world: World, name: string, prompt: string, options: NewOptions, observer: Observer): Promise<TurnOutcome> {
  const { draftSession } = await drafts();
  return beginSession(world, draftSession(world, name, options), prompt, { ...options, action: 'new' }, forFlow(observer));
}

/** @param prompt undefined opens Claude itself at the terminal. */
export async function resume(
  world: World,
  name: string,
  prompt: string | undefined,
  options: ResumeOptions,
  observer: Observer,
): Promise<TurnOutcome> {
  const isThere = () => world.store.sessions.has(name);
  if (options.create && !isThere()) {
    try {
      if (prompt !== undefined) return await start(world, name, prompt, asNew(options), observer);
      await record(world, name, asNew(options), observer);
    } catch (error) {
      // Another call may have created it meanwhile.
      if (!isChorusError(error, 'name-taken') || !isThere()) throw error;
    }
  }
  return resumeSession(world, name, prompt, options, forFlow(observer));
}

function asNew({ create: _, save: __, fresh: ___, ...options }: PreviewOptions): NewOptions {
  return options;
}

export async function fork(
  world: World,
  { from, name, prompt }: { from: string; name: string; prompt: string },
  options: NewOptions,
  observer: Observer,
): Promise<TurnOutcome> {
  const { draftFork } = await drafts();
  const draft = draftFork(world, await parentFor(world, from, options, observer), name, options);
  return beginSession(world, draft, prompt, { ...options, action: 'fork' }, forFlow(observer));
}

export async function record(world: World, name: string, options: NewOptions, observer: Observer): Promise<Session> {
  const { draftSession } = await drafts();
  return recordSession(world, draftSession(world, name, options), options, forFlow(observer));
}

export async function recordFork(world: World, from: string, name: string, options: NewOptions, observer: Observer): Promise<Session> {
  const { draftFork } = await drafts();
  const draft = draftFork(world, await parentFor(world, from, options, observer), name, options);
  return recordSession(world, draft, options, forFlow(observer));
}

export async function preview(world: World, request: PreviewRequest): Promise<TurnPreview> {
  if (request.action === 'resume' && request.options?.create && !world.store.sessions.has(request.name))
    return preview(world, { action: 'new', name: request.name, options: asNew(request.options) });
  if (request.action === 'resume') return previewOf(await prepareResume(world, request.name, request.options ?? {}));
  const { action, name, options = {} } = request;
  const { draftSession, draftFork } = await drafts();
  const draft =
    action === 'new' ? draftSession(world, name, options) : draftFork(world, await world.store.sessions.get(request.from), name, options);
  return previewOf(await prepareBegin(world, draft, { ...options, action }));
}

/** Loaded late: most turns continue a session. */
function drafts() {
  return import('./drafts.ts');
}

/** Locks a session while `work` renames or removes it. */
export async function holdWhile(
  world: World,
  name: string,
  action: string,
  options: HoldOptions,
  work: () => Promise<void>,
): Promise<void> {
  const lock = await holdSession(world, name, action, options);
  try {
    await work();
  } finally {
    lock.release(world.store.sessions.has(name) ? undefined : 'removed');
  }
}

/** Holds a session, so that no turn runs. @throws ChorusError `session-not-found`, `busy` */
export async function holdSession(world: World, name: string, action: string, { wait, observer = {} }: HoldOptions): Promise<Lock> {
  await world.store.sessions.get(name);
  return hold(world, name, action, { wait }, forFlow(observer));
}

/**
 * The session to fork. If an interactive run of it was killed, that run is concluded first; while its first turn runs, there is no point to
 * fork from yet, and the fork waits for its end.
 * @throws ChorusError `session-not-found`, `busy`
 */
async function parentFor(world: World, name: string, { wait }: NewOptions, observer: Observer): Promise<Session> {
  const { state } = await world.store.sessions.get(name);
  if (state === 'starting') (await hold(world, name, 'fork', { wait }, forFlow(observer))).release();
  else await concludeLeft(world, name, 'fork');
  return world.store.sessions.get(name);
}

function forFlow({ onPrepared, ...observer }: Observer): ConversationObserver {
  return onPrepared ? { ...observer, onPrepared: (prepared) => onPrepared(previewOf(prepared)) } : observer;
}
