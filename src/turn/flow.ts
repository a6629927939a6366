import { locateClaude } from '../claude/call/locate.ts';
import { askRelease } from '../claude/call/run-claude.ts';
import { checkName } from '../core/names.ts';
import { type CallOptions, type NewOptions, type PreviewOptions, type ResumeOptions, waitMsOf } from '../core/options.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { checkPrompt } from '../core/prompt.ts';
import { conversationOf, type Session } from '../core/session.ts';
import type { KeptSettings, Settings } from '../core/settings.ts';
import { ChorusError, isChorusError, usageError } from '../errors.ts';
import type { Lock } from '../store/lock-file.ts';
import { checkGivenDirectory, resolveDirectory } from './directory.ts';
import type { TurnObserver } from './observer.ts';
import { isUnsent } from './plan.ts';
import { type PreparedTurn, prepareTurn } from './prepare.ts';
import { type AskRelease, findRelease } from './release.ts';
import { runTurn } from './run.ts';
import type { World } from './world.ts';

export interface ConversationObserver extends TurnObserver {
  /** The turn is prepared, and about to start. */
  onPrepared?: ((prepared: PreparedTurn) => void) | undefined;
}

/** Records a session whose first turn comes later. */
export async function recordSession(
  world: World,
  session: Session,
  options: NewOptions = {},
  observer: ConversationObserver = {},
): Promise<Session> {
  if (options.extraArgs && options.extraArgs.length > 0) {
    throw usageError(
      'arguments after -- apply to one call, and there is none',
      'Give a prompt as well, or keep them: chorus set <name> extraArgs=…',
    );
  }
  const lock = await hold(world, session.name, 'new', options, observer);
  try {
    await storeNew(world, session, options.force);
    return session;
  } finally {
    lock.release();
  }
}

/** Starts a drafted session with its first turn. If the turn cannot be prepared, nothing is kept. */
export async function beginSession(
  world: World,
  session: Session,
  prompt: string,
  { force, ...options }: NewOptions & { action: 'new' | 'fork' },
  observer: ConversationObserver = {},
): Promise<TurnOutcome> {
  checkPrompt(prompt);
  // Before the lock: a turn that cannot be prepared leaves no file behind.
  const prepared = await prepareBegin(world, session, options, askIn(world));
  const lock = await hold(world, session.name, options.action, options, observer);
  try {
    await storeNew(world, prepared.session, force);
    return await run(world, prepared, prompt, options, lock, observer, async () => {
      const again = await prepareBegin(world, await world.store.sessions.get(session.name), options, askIn(world));
      await world.store.sessions.update(session.name, () => conversationOf(again.session));
      return again;
    });
  } finally {
    lock.release();
  }
}

/** @param prompt undefined opens the conversation for a person, at the terminal that chorus was started from. */
export async function resumeSession(
  world: World,
  name: string,
  prompt: string | undefined,
  options: ResumeOptions = {},
  observer: ConversationObserver = {},
): Promise<TurnOutcome> {
  if (prompt !== undefined) checkPrompt(prompt);
  await world.store.sessions.get(name);
  const lock = await hold(world, name, 'resume', options, observer);
  try {
    const prepare = () => prepareAndNote(world, name, { ...options, interactive: prompt === undefined });
    return await run(world, await prepare(), prompt, options, lock, observer, prepare);
  } finally {
    lock.release();
  }
}

/** Prepares a turn of a session that is held, and records what must be known of it before `claude` is started. */
async function prepareAndNote(world: World, name: string, options: PreviewOptions): Promise<PreparedTurn> {
  const prepare = () => prepareResume(world, name, options, askIn(world));
  let prepared = await prepare();
  if (prepared.session.movingTo && (await (await import('./id-move.ts')).followMove(world, prepared))) prepared = await prepare();
  const { session } = prepared;
  if (session.state === 'starting' || options.save) {
    await world.store.sessions.update(name, (current) => ({
      ...(session.state === 'starting' ? conversationOf(session) : {}),
      ...(options.save ? { settings: savedSettings(current.settings, options.settings) } : {}),
      // A conversation that begins elsewhere is found there.
      ...(options.settings?.cwd === undefined ? {} : { cwd: session.cwd }),
    }));
  }
  return prepared;
}

/** What `resumeSession` would do. Takes no lock and writes nothing. */
export async function prepareResume(
  world: World,
  name: string,
  options: PreviewOptions,
  ask: AskRelease = unknownRelease,
): Promise<PreparedTurn> {
  const { cwd, ...call } = withExtraArgs(options.settings, options);
  const session = await world.store.sessions.get(name);
  const moved = cwd === undefined ? session : { ...session, cwd: resolveDirectory(world.cwd, cwd) };
  if (cwd !== undefined) checkGivenDirectory(moved.cwd);
  const { fresh = false, live = false, interactive = false } = options;
  // A conversation that begins elsewhere belongs there.
  const isMoved = cwd !== undefined && (options.save === true || session.state === 'starting');
  const home = isMoved ? moved.cwd : session.cwd;
  return prepareTurn(world, { action: 'resume', session: moved, home, isMoved, call, fresh, live, interactive }, ask);
}

/** What `beginSession` would do. Takes no lock and writes nothing. */
export async function prepareBegin(
  world: World,
  session: Session,
  { action, ...options }: CallOptions & { action: 'new' | 'fork' },
  ask: AskRelease = unknownRelease,
): Promise<PreparedTurn> {
  const { live = false } = options;
  return prepareTurn(world, { action, session, call: withExtraArgs({}, options), fresh: false, live, interactive: false }, ask);
}

function askIn({ start, env }: World): AskRelease {
  return (installation, cwd) => askRelease({ start, installation, env, cwd });
}

/** The release that a turn in this directory will most likely get; undefined if there is no `claude`. */
export async function releaseIn(world: World, cwd: string): Promise<string | undefined> {
  try {
    const installation = locateClaude(world.env, world.cwd);
    return (await findRelease(world, installation, { cwd, last: null }, askIn(world))).release;
  } catch (error) {
    if (error instanceof ChorusError) return undefined;
    throw error;
  }
}

/** A preview starts nothing, not even `claude --version`: an unknown release is treated as the newest. */
const unknownRelease: AskRelease = async () => undefined;

async function run(
  world: World,
  prepared: PreparedTurn,
  prompt: string | undefined,
  { strict = false, elapsed = 0 }: CallOptions,
  lock: Lock,
  observer: ConversationObserver,
  prepareAgain: () => Promise<PreparedTurn>,
): Promise<TurnOutcome> {
  const announce = (turn: PreparedTurn) => {
    observer.onPrepared?.(turn);
    if (turn.modelChange) observer.onModelChange?.(turn.modelChange);
  };
  announce(prepared);
  if (prompt !== undefined || isUnsent(prepared.plan.kind)) {
    const attempt = async (turn: PreparedTurn, spent: number) => ({
      prepared: turn,
      outcome: await runTurn(world, turn, { prompt: prompt ?? '', strict, lock, elapsed: spent }, observer),
    });
    const first = await attempt(prepared, elapsed);
    if (!first.outcome.turn.usageLimit || prepared.values.onLimit !== 'wait') return labelled(world, prepared, first.outcome);
    const { outlastLimits } = await import('./limit-wait.ts');
    const outcome = await outlastLimits(world, first, {
      lock,
      observer,
      strict,
      elapsed,
      again: async (spent) => {
        const turn = await prepareAgain();
        announce(turn);
        return attempt(turn, spent);
      },
    });
    return labelled(world, prepared, outcome);
  }
  const { openConversation } = await import('./interactive/open.ts');
  return labelled(world, prepared, await openConversation(world, prepared, lock, observer));
}

async function labelled(world: World, { plan, session }: PreparedTurn, outcome: TurnOutcome): Promise<TurnOutcome> {
  if (plan.kind === 'resume' || isUnsent(plan.kind) || (session.tags.length === 0 && !session.parent)) return outcome;
  const { labelBegun } = await import('./labels.ts');
  try {
    await labelBegun(world, session.name);
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    outcome.hints.push(error.message);
  }
  return outcome;
}

/**
 * Holds a session for a turn, or for a change that no turn may run beside. An interactive run whose chorus was killed is concluded first.
 * @param action the command, as shown to those who wait.
 */
export async function hold(
  world: World,
  name: string,
  action: string,
  options: CallOptions,
  { onWait, onLeftBehind }: Pick<TurnObserver, 'onWait' | 'onLeftBehind'>,
): Promise<Lock> {
  const waitMs = waitMsOf(options);
  const lock = await world.store.lockTurn(checkName(name), { waitMs, action, onWait, onLeftBehind, signal: world.signal });
  if (!world.store.interactive.isLeft(name)) return lock;
  try {
    const { concludeLeftRun } = await import('./interactive/left-run.ts');
    await concludeLeftRun(world, name);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Records the interactive run of a session whose chorus was killed, unless something still holds the session. */
export async function concludeLeft(world: World, name: string, action: string): Promise<void> {
  if (!world.store.interactive.isLeft(name)) return;
  try {
    (await hold(world, name, action, { wait: 0 }, {})).release();
  } catch (error) {
    // Still running: leave it.
    if (!isChorusError(error, 'busy')) throw error;
  }
}

/** Writes a new session; with `force` it replaces the session of that name. */
export async function storeNew(world: World, session: Session, force: boolean | undefined): Promise<void> {
  const { sessions } = world.store;
  if (!force || !sessions.has(session.name)) return sessions.create(session);
  await sessions.update(session.name, ({ formerIds, sessionId }) => ({ ...session, formerIds: [...formerIds, sessionId] }));
}

function withExtraArgs(settings: Settings | undefined, { extraArgs = [] }: CallOptions): Settings {
  return extraArgs.length > 0 ? { ...settings, extraArgs: [...extraArgs] } : (settings ?? {});
}

function savedSettings(current: KeptSettings, call: Settings | undefined): KeptSettings {
  const { cwd: _, ...saved } = call ?? {};
  return { ...current, ...saved };
}
