import { newestMeasured } from '../claude/call/releases.ts';
import type { ModelChange } from '../core/notices.ts';
import type { ResolvedSettings } from '../core/resolve.ts';
import { isUnsent } from '../turn/plan.ts';
import type { PreparedTurn } from '../turn/prepare.ts';

/** What a turn would run. */
export interface TurnPreview {
  action: 'new' | 'resume' | 'fork';
  /** The turn would send nothing if the conversation is `gone` for good, or `incomplete`: the vault has records that it lacks. */
  plan: 'start' | 'resume' | 'fork' | 'restart' | 'gone' | 'incomplete';
  session: string;
  /** UUID of the conversation before the turn. Some releases give a fork another id. */
  sessionId: string;
  /** The absolute path of the directory that `claude` runs in. */
  cwd: string;
  claude: {
    /** The absolute path of the binary. */
    path: string;
    /** Null if it is not known yet. */
    release: string | null;
    /** `release`, or the newest release that chorus knows if `release` is null. */
    assumedRelease: string;
    /** The arguments, without the program; the prompt goes to standard input. Empty if nothing would be sent. */
    argv: string[];
  };
  /** Every setting of the turn, with its origin. */
  settings: ResolvedSettings;
  /** Set if the last turn had another model: the new one has to read the whole context. */
  modelChange: ModelChange | null;
}

export function previewOf({ action, plan, session, installation, release, argv, settings, modelChange }: PreparedTurn): TurnPreview {
  return {
    action,
    plan: plan.kind,
    session: session.name,
    sessionId: session.sessionId,
    cwd: session.cwd,
    claude: {
      path: installation.path,
      release: release ?? null,
      assumedRelease: release ?? newestMeasured,
      argv: isUnsent(plan.kind) ? [] : argv,
    },
    settings,
    modelChange: modelChange ?? null,
  };
}
