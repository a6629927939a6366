export type { Adoption } from './core/adoption.ts';
export type { BackgroundTask } from './core/background-task.ts';
export type { KeptConversation } from './core/conversation.ts';
export type { Linger, OtherClaude } from './core/notices.ts';
export type { TokenUsage } from './core/usage.ts';
export type { Drift, Evidence, VerdictStatus } from './core/verdict.ts';

import { resolve } from 'node:path';
import { Chorus } from './library/chorus.ts';
import { resolveHome } from './store/home.ts';
import { openStore } from './store/store.ts';

export type { ResultMessage } from './claude/stream/messages.ts';
export type { TagChanges } from './core/annotations.ts';
export type { Finding } from './core/finding.ts';
export type { CallOptions, NewOptions, ResumeOptions } from './core/options.ts';
export type { TurnOutcome, TurnReport, TurnStatus, Verdict } from './core/outcome.ts';
export type { ResolvedSetting, ResolvedSettings } from './core/resolve.ts';
export type { Session, Tip } from './core/session.ts';
export type { Settings, SettingValue } from './core/settings.ts';
export { ChorusError, exitCodes } from './errors.ts';
export type { AdoptOptions } from './library/adoption.ts';
export type { Chorus, ContinueOptions, ForkOptions, OpenOptions, StartOptions } from './library/chorus.ts';
export type { PruneOptions, VaultEntry } from './library/vault-use.ts';
export type { ConversationObserver } from './turn/flow.ts';
export type { PreparedTurn } from './turn/prepare.ts';
export type { ClaudeMessage, OutcomeMessage, Turn, TurnMessage } from './turn/turn-iterator.ts';

export interface ChorusOptions {
  /** The folder that keeps the sessions; else `CHORUS_HOME`, else the platform's config folder. */
  home?: string;
  /** Path of the `claude` binary; else `CHORUS_CLAUDE`, else `claude` on `PATH`. */
  claude?: string;
  /** The environment that `claude` gets. Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Where new sessions live, and what relative paths are meant from. Default: `process.cwd()`. */
  cwd?: string;
}

/** Opens chorus for a program. Touches nothing until a method is called. */
export function createChorus({ home, claude, env = process.env, cwd = process.cwd() }: ChorusOptions = {}): Chorus {
  const environment = { ...env, ...(claude ? { CHORUS_CLAUDE: claude } : {}), ...(home ? { CHORUS_HOME: home } : {}) };
  return new Chorus({
    store: openStore(resolveHome(environment)),
    env: environment,
    cwd: resolve(cwd),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
  });
}
