import type { InteractiveRun } from '../core/interactive-run.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isSameStamp, type Session } from '../core/session.ts';
import { isUnsent, restartReasons, type TurnPlan } from './plan.ts';
import { expectedIdOf, type PreparedTurn } from './prepare.ts';

/** Noted for every turn, however it is run; an interactive run keeps the same in its journal. */
type Noted = Pick<
  InteractiveRun,
  'restarted' | 'expectedId' | 'before' | 'restored' | 'asked' | 'claude' | 'keepsCopy' | 'isChanged' | 'isCounted' | 'promptSnapshot'
>;

/**
 * A turn as it was asked for, before `claude` is started. It is plain data: whoever finds it written down can judge and record a turn
 * whose chorus was killed.
 */
export interface AskedTurn extends Noted {
  action: TurnOutcome['action'];
  /** A person sits at the terminal. */
  isInteractive: boolean;
  plan: TurnPlan['kind'];
  /** How many records the vault has that the transcript lacks, if nothing is sent because of them. */
  missing?: number | undefined;
  /** Whether a person edited the transcript since the last turn. */
  isEdited?: boolean | undefined;
  /** As recorded before the turn. */
  session: Session;
  /** Claude was told to keep no transcript. */
  noPersistence: boolean;
  /** Whether denied tools count as a failure. */
  strict: boolean;
  /** Seconds. */
  idleTimeout: number | undefined;
  /** `onLimit: wait`. */
  waitsForLimits: boolean;
}

/** A headless turn. */
export function askedTurnOf(prepared: PreparedTurn, strict: boolean): AskedTurn {
  const { action, plan, session, values } = prepared;
  return {
    ...noteTurn(prepared),
    action,
    isInteractive: false,
    plan: plan.kind,
    missing: plan.kind === 'incomplete' ? plan.missing : undefined,
    isEdited: prepared.isEdited,
    session,
    noPersistence: values.noSessionPersistence === true,
    strict,
    idleTimeout: values.idleTimeout,
    waitsForLimits: values.onLimit === 'wait',
  };
}

/** An interactive run, from its journal. @param session as recorded before the run. */
export function askedTurnOfRun(session: Session, run: InteractiveRun): AskedTurn {
  const headless = { noPersistence: false, strict: false, idleTimeout: undefined, waitsForLimits: false };
  return { ...run, action: 'resume', isInteractive: true, session, ...headless };
}

/** What `concludeTurn` needs from a prepared turn. */
export function noteTurn(prepared: PreparedTurn): Noted {
  const { plan, session, before, restoration, relocation, isChanged, values, release, installation, argv, promptSnapshot } = prepared;
  return {
    restarted: plan.kind === 'restart' ? restartReasons[plan.reason] : null,
    expectedId: expectedIdOf(prepared),
    before: before ? { path: relocation?.to ?? restoration?.to ?? before.path, size: before.size } : null,
    restored: restoration !== undefined,
    asked: { model: values.model, permissionMode: values.permissionMode },
    claude: { release: release ?? null, path: installation.path, argv: isUnsent(plan.kind) ? [] : argv },
    keepsCopy: values.vault !== false,
    isChanged,
    isCounted: restoration === undefined && isSameStamp(before?.stamp, session.last?.counted),
    promptSnapshot,
  };
}
