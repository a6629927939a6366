import { checkRuns, type RunningClaude, runClaude } from '../claude/call/run-claude.ts';
import { findOtherClaudes } from '../claude/call/running-claudes.ts';
import { StreamReader } from '../claude/stream/stream-reader.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { elapsedMs } from '../process/timer.ts';
import type { Lock } from '../store/lock-file.ts';
import { askedTurnOf } from './asked-turn.ts';
import type { FinishedCall } from './call-evidence.ts';
import { Lingering, type LingerRules } from './lingering.ts';
import { guard, type TurnObserver } from './observer.ts';
import { isUnsent } from './plan.ts';
import type { PreparedTurn } from './prepare.ts';
import { rememberRelease } from './release.ts';
import type { SeenTurn } from './seen-turn.ts';
import { withTranscripts } from './with-transcripts.ts';
import type { World } from './world.ts';

interface TurnInput {
  prompt: string;
  /** Whether denied tools count as a failure. */
  strict: boolean;
  lock: Lock;
  /** Seconds that count towards `timeout` already. */
  elapsed?: number | undefined;
}

/** What a turn needs from its `init` on: loaded while `claude` works. */
async function loadEnding() {
  const [evidence, { concludeTurn }] = await Promise.all([import('./call-evidence.ts'), import('./conclude.ts')]);
  return { ...evidence, concludeTurn };
}

/** Runs a prepared headless turn, and concludes it. */
export async function runTurn(world: World, prepared: PreparedTurn, input: TurnInput, observer: TurnObserver = {}): Promise<TurnOutcome> {
  const asked = askedTurnOf(prepared, input.strict);
  const conclude = async (seen: SeenTurn) => {
    const { concludeTurn } = await loadEnding();
    const { outcome } = await concludeTurn(world, asked, seen);
    outcome.hints.push(...noteRelease(world, prepared, seen));
    if (!input.lock.isIntact()) outcome.hints.push(lockLost);
    return outcome;
  };
  if (isUnsent(asked.plan)) return conclude((await loadEnding()).evidenceOfNothing(asked, world.now()));
  const watched = guard(observer);
  return withTranscripts(world, prepared, async () => {
    world.signal?.throwIfAborted();
    const call = await callClaude(world, prepared, input, watched.observer);
    const seen = (await loadEnding()).evidenceOfCall(world, asked, call);
    const { release } = seen.effective;
    const outcome = await conclude({ ...seen, isOtherCommand: release !== undefined && (await prepared.isOtherCommandFor(release)) });
    watched.rethrow();
    return outcome;
  });
}

/** A `claude` that refused the call before `init` may be another release than the one that is remembered. @returns hints. */
function noteRelease(world: World, { installation, session, release }: PreparedTurn, { effective, named, end }: SeenTurn): string[] {
  const hasRefused = end?.exitCode !== undefined && end.exitCode !== 0 && !named;
  if (!hasRefused) {
    rememberRelease(world, installation, session.cwd, effective.release ?? release ?? null);
    return [];
  }
  world.store.releases.forget(installation);
  if (!/unknown option|cannot be used with (?!root\b)/.test(end.stderr)) return [];
  return [`The call was made for claude ${release ?? 'of the newest release'}, and this may be another one: the next call asks it first.`];
}

const lockLost = 'The lock of the session was removed while the turn ran: another call may have run beside it.';

/** Calls `claude` as prepared, and reads its stream until it ends, which may be long after the answer. */
async function callClaude(
  world: World,
  prepared: PreparedTurn,
  { prompt, lock, elapsed = 0 }: TurnInput,
  observer: TurnObserver,
): Promise<FinishedCall> {
  const startedAt = elapsedMs();
  const { values, session, plan } = prepared;
  let running: RunningClaude | undefined;
  let isDone = false;
  let noted: Promise<void> | undefined;
  const lingering = new Lingering(
    lingerRules(values),
    (linger) => observer.onLinger?.(linger),
    () => running?.stop(),
  );
  const reader = new StreamReader({
    onMessage: observer.onMessage,
    onInit: (init) => {
      // Load it while `claude` waits for the model. Earlier it would slow its start down, later it would hold up the end.
      world.store.warmUp();
      noted = Promise.all([loadEnding(), import('./id-move.ts')]).then(([, { noteMove }]) => noteMove(world, prepared, init));
    },
    onResult: (result, tasks) => {
      isDone = true;
      observer.onResult?.(result);
      lingering.answered(tasks);
    },
  });
  const end = await runClaude({
    ...commandOf(world, prepared, elapsed),
    input: prompt,
    lockFd: lock.fd,
    onRunning: (started) => {
      running = started;
      observer.onStart?.();
      // This look is over before the `claude` that was just started registers itself.
      if (plan.kind === 'resume') for (const other of findOtherClaudes(world.env, session)) observer.onOtherClaude?.(other);
    },
    onExited: () => lingering.ended(),
    onOutputLeft: observer.onOutputLeft,
    onSignal: world.onSignal,
    isDone: () => isDone,
    onStdout: (chunk) => {
      const written = observer.onChunk?.(chunk);
      const read = reader.push(chunk);
      return written && read ? Promise.all([written, read]).then(() => {}) : (written ?? read);
    },
  }).finally(() => lingering.ended());
  await reader.end();
  await noted;
  // As if it could not be started: a `claude` that says nothing at all may be one that cannot run.
  if (end.exitCode !== 0 && end.interruptedBy === undefined && reader.facts.head === '' && !end.timedOut)
    await checkRuns({ start: world.start, installation: prepared.installation, env: world.env, cwd: session.cwd });
  return { end, facts: reader.facts, durationMs: Math.round(elapsedMs() - startedAt), endedAt: world.now() };
}

function commandOf({ start, env }: World, { installation, argv, session, values }: PreparedTurn, elapsed: number) {
  return {
    start,
    installation,
    argv,
    cwd: session.cwd,
    env,
    timeout: values.timeout === undefined ? undefined : Math.max(0, values.timeout - elapsed),
    idleTimeout: values.idleTimeout,
  };
}

function lingerRules({ onBackgroundTasks, backgroundTimeout }: Settings): LingerRules {
  return { onBackgroundTasks: onBackgroundTasks === 'stop' ? 'stop' : 'wait', backgroundTimeout: Number(backgroundTimeout) };
}
