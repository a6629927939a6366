import { type ClaudeEnd, type RunningClaude, runClaude } from '../claude/call/run-claude.ts';
import { findOtherClaudes } from '../claude/call/running-claudes.ts';
import { type StreamFacts, StreamReader } from '../claude/stream/stream-reader.ts';
import type { Settings } from '../core/settings.ts';
import { elapsedMs } from '../process/timer.ts';
import type { Lock } from '../store/lock.ts';
import { noteMove } from './id-change.ts';
import { Lingering, type LingerRules } from './lingering.ts';
import type { TurnObserver } from './observer.ts';
import type { PreparedTurn } from './prepare.ts';
import type { World } from './world.ts';

/** A call of `claude` that is over. */
export interface FinishedCall {
  facts: StreamFacts;
  end: ClaudeEnd;
  /** Wall time, in ms. */
  durationMs: number;
}

/** Calls `claude` as prepared, and reads what it says. Until its end: the answer is there before. */
export async function callClaude(
  world: World,
  prepared: PreparedTurn,
  { prompt, lock }: { prompt: string; lock: Lock },
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
    onInit: ({ session_id }) => {
      noted = noteMove(world, prepared, session_id);
    },
    onResult: (result, tasks) => {
      isDone = true;
      observer.onResult?.(result);
      lingering.answered(tasks);
      // `claude` takes its time to end, longer than what the end of the turn needs takes to load. Before, it would be slowed down.
      world.store.warmUp();
    },
  });
  const call = runClaude({
    installation: prepared.installation,
    argv: prepared.argv,
    cwd: session.cwd,
    env: world.env,
    input: prompt,
    lockFd: lock.fd,
    timeout: values.timeout as number | undefined,
    idleTimeout: values.idleTimeout as number | undefined,
    onRunning: (started) => {
      running = started;
    },
    onSignal: world.onSignal,
    isDone: () => isDone,
    onStdout: (chunk) => {
      const written = observer.onChunk?.(chunk);
      const read = reader.push(chunk);
      return written && read ? Promise.all([written, read]).then(() => {}) : (written ?? read);
    },
  });
  observer.onStart?.();
  // The one that was started takes longer to show itself than this look.
  if (plan.kind === 'resume') for (const other of findOtherClaudes(world.env, session.sessionId)) observer.onOtherClaude?.(other);
  const end = await call.finally(() => lingering.ended());
  await reader.end();
  await noted;
  return { end, facts: reader.facts, durationMs: Math.round(elapsedMs() - startedAt) };
}

function lingerRules({ onBackgroundTasks, backgroundTimeout }: Settings): LingerRules {
  return { onBackgroundTasks: onBackgroundTasks === 'stop' ? 'stop' : 'wait', backgroundTimeout: Number(backgroundTimeout) };
}
