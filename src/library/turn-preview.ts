import { newestMeasured } from '../claude/call/releases.ts';
import type { ModelChange } from '../core/notices.ts';
import type { ResolvedSettings } from '../core/resolve.ts';
import type { PreparedTurn } from '../turn/prepare.ts';

/** What a turn is about to do, before anything is started. */
export interface TurnPreview {
  action: 'new' | 'resume' | 'fork';
  /** `gone`: the conversation is gone for good, and nothing would be sent. */
  plan: 'start' | 'resume' | 'fork' | 'restart' | 'gone';
  session: string;
  /** UUID of the conversation, as chorus has it before the turn. Releases that choose the id of a fork themselves report another one. */
  sessionId: string;
  /** The directory that `claude` runs in: absolute. */
  cwd: string;
  claude: {
    /** Of the binary: absolute. */
    path: string;
    /** Null where it is not known yet. */
    release: string | null;
    /** The release whose behaviour is expected: `release`, or the newest measured one where that is not known. */
    assumedRelease: string;
    /** The arguments, without the program; the prompt goes to standard input. Empty where the plan is `gone`. */
    argv: string[];
  };
  /** Every setting of the turn, with its origin. */
  settings: ResolvedSettings;
  /** The model is another one than the last turn's: the whole context has to be read again. Null where it is the same. */
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
      argv: plan.kind === 'gone' ? [] : argv,
    },
    settings,
    modelChange: modelChange ?? null,
  };
}
