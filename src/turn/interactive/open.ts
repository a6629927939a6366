import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Quirks, quirksOf } from '../../claude/call/releases.ts';
import { checkRuns, openClaude } from '../../claude/call/run-claude.ts';
import { findOtherClaudes } from '../../claude/call/running-claudes.ts';
import { projectDir } from '../../claude/transcript/projects.ts';
import { endsAt } from '../../claude/transcript/transcript.ts';
import type { InteractiveRun } from '../../core/interactive-run.ts';
import type { TurnOutcome } from '../../core/outcome.ts';
import type { Session } from '../../core/session.ts';
import type { Lock } from '../../store/lock-file.ts';
import { askedTurnOfRun, noteTurn } from '../asked-turn.ts';
import { concludeTurn } from '../conclude.ts';
import type { TurnObserver } from '../observer.ts';
import { isUnsent } from '../plan.ts';
import type { PreparedTurn } from '../prepare.ts';
import { rememberRelease } from '../release.ts';
import { withTranscripts } from '../with-transcripts.ts';
import type { World } from '../world.ts';
import { evidenceOfRun } from './run-evidence.ts';

/** Opens a prepared conversation for a person, and concludes the run at its end. */
export async function openConversation(world: World, prepared: PreparedTurn, lock: Lock, observer: TurnObserver): Promise<TurnOutcome> {
  const { session, installation, argv, settingsFile, plan, release } = prepared;
  const { interactive } = world.store;
  return withTranscripts(world, prepared, async () => {
    const run = noteRun(world, prepared);
    interactive.begin(session.name, run, settingsFile);
    rememberRelease(world, installation, session.cwd, release ?? null);
    if (plan.kind === 'resume') for (const other of findOtherClaudes(world.env, session)) observer.onOtherClaude?.(other);
    const ended = await openClaude({
      start: world.start,
      installation,
      argv,
      cwd: session.cwd,
      env: world.env,
      lockFd: lock.fd,
      onSignal: world.onSignal,
      onRunning: observer.onStart,
    })
      .then(async (opened) => {
        const isSilent = opened.exitCode && interactive.read(session.name)?.events === '';
        if (isSilent) await checkRuns({ start: world.start, installation, env: world.env, cwd: session.cwd });
        return opened;
      })
      .catch((error: unknown) => {
        interactive.end(session.name);
        throw error;
      });
    const events = interactive.read(session.name)?.events ?? '';
    const seen = evidenceOfRun(world, session, { run, events }, ended);
    const used = seen.effective.release;
    if (used !== undefined) rememberRelease(world, installation, session.cwd, used);
    const isOtherCommand = used !== undefined && (await prepared.isOtherCommandFor(used));
    const end = () => interactive.end(session.name);
    const { outcome } = await concludeTurn(world, askedTurnOfRun(session, run), { ...seen, isOtherCommand }, { end });
    return outcome;
  });
}

function noteRun(world: World, prepared: PreparedTurn): InteractiveRun {
  const { plan, session, before } = prepared;
  if (isUnsent(plan.kind)) throw new Error('a conversation that is not whole cannot be opened');
  return {
    startedAt: world.now().toISOString(),
    plan: plan.kind,
    ...noteTurn(prepared),
    formerSizes: sizesOf(world, session, quirksOf(prepared.release)),
    endsAtTip: session.tip !== null && before?.isReadable === true && endsAt(before.path, session.tip.uuid),
  };
}

function sizesOf({ env }: World, { cwd, formerIds }: Session, { normalizesProjects }: Quirks): Record<string, number> {
  const folder = projectDir(env, cwd, normalizesProjects);
  const sizes = formerIds.map((id): [string, number] => [id, statSync(join(folder, `${id}.jsonl`), { throwIfNoEntry: false })?.size ?? 0]);
  return Object.fromEntries(sizes.filter(([, size]) => size > 0));
}
