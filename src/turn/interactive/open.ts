import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openClaude } from '../../claude/call/run-claude.ts';
import { findOtherClaudes } from '../../claude/call/running-claudes.ts';
import { projectDir } from '../../claude/transcript/projects.ts';
import { endsAt } from '../../claude/transcript/transcript.ts';
import type { InteractiveRun } from '../../core/interactive-run.ts';
import type { TurnOutcome } from '../../core/outcome.ts';
import type { Session } from '../../core/session.ts';
import type { Lock } from '../../store/lock.ts';
import { restartReasons } from '../judged-turn.ts';
import type { TurnObserver } from '../observer.ts';
import { expectedIdOf, type PreparedTurn } from '../prepare.ts';
import { rememberRelease } from '../record-all.ts';
import { withTranscripts } from '../with-transcripts.ts';
import type { World } from '../world.ts';
import { concludeRun } from './conclude.ts';

/** Opens a prepared conversation for a person, and says and records afterwards what became of it. */
export async function openConversation(world: World, prepared: PreparedTurn, lock: Lock, observer: TurnObserver): Promise<TurnOutcome> {
  const { session, installation, argv, settingsFile, plan, release } = prepared;
  const { interactive } = world.store;
  return withTranscripts(world, prepared, async () => {
    const run = describeRun(world, prepared);
    interactive.begin(session.name, run, settingsFile);
    rememberRelease(world, installation, release ?? null);
    if (plan.kind === 'resume') for (const other of findOtherClaudes(world.env, session.sessionId)) observer.onOtherClaude?.(other);
    const end = await openClaude({
      installation,
      argv,
      cwd: session.cwd,
      env: world.env,
      lockFd: lock.fd,
      onSignal: world.onSignal,
      onRunning: observer.onStart,
    }).catch((error: unknown) => {
      interactive.end(session.name);
      throw error;
    });
    const { outcome } = await concludeRun(world, session, { run, events: interactive.read(session.name)?.events ?? '' }, end);
    return outcome;
  });
}

function describeRun(world: World, prepared: PreparedTurn): InteractiveRun {
  const { plan, session, before, restoration, values, release, installation, argv } = prepared;
  if (plan.kind === 'gone') throw new Error('nothing is opened that is gone');
  return {
    startedAt: world.now().toISOString(),
    plan: plan.kind,
    restarted: plan.kind === 'restart' ? restartReasons[plan.reason] : null,
    expectedId: expectedIdOf(prepared),
    before: before ? { path: restoration?.to ?? before.path, size: before.size } : null,
    formerSizes: sizesOf(world, session),
    endsAtTip: session.tip !== null && before?.isReadable === true && endsAt(before.path, session.tip.uuid),
    restored: restoration !== undefined,
    asked: { model: values.model as string | undefined, permissionMode: values.permissionMode as string | undefined },
    claude: { release: release ?? null, path: installation.path, argv },
    keepsCopy: values.vault !== false,
    promptSnapshot: prepared.promptSnapshot,
  };
}

function sizesOf({ env }: World, { cwd, formerIds }: Session): Record<string, number> {
  const folder = projectDir(env, cwd);
  const sizes = formerIds.map((id): [string, number] => [id, statSync(join(folder, `${id}.jsonl`), { throwIfNoEntry: false })?.size ?? 0]);
  return Object.fromEntries(sizes.filter(([, size]) => size > 0));
}
