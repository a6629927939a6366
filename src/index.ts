import { resolve } from 'node:path';
import type { Finding } from './core/finding.ts';
import { Chorus as Library } from './library/chorus.ts';
import { openWorld } from './library/open.ts';
import type { Report } from './report/data.ts';
import type { ReportOptions } from './report/gather.ts';

export type { ResultMessage } from './claude/stream/messages.ts';
export type { Conversation } from './claude/transcript/conversation.ts';
export type { Adoption, Guess } from './core/adoption.ts';
export type { TranscriptAge } from './core/age.ts';
export type { TagChanges } from './core/annotations.ts';
export type { BackgroundTask } from './core/background-task.ts';
export type { CachedPrefix, CacheVerdict } from './core/cache.ts';
export type { Config } from './core/config.ts';
export type { ConversationLabels, ConversationSummary, Exchange, KeptConversation } from './core/conversation.ts';
export type { AskedAndEffective, LoggedEvidence, TurnEvent } from './core/event.ts';
export type { Finding } from './core/finding.ts';
export type { Change, TreeNode } from './core/forest.ts';
export type { JsonObject } from './core/json.ts';
export type { Listed, Selection } from './core/listing.ts';
export type { LimitWait, Linger, ModelChange, OtherClaude, OutputHolder } from './core/notices.ts';
export type { CallOptions, NewOptions, PreviewOptions, ResumeOptions } from './core/options.ts';
export type { TurnOutcome, TurnReport, TurnStatus, Verdict } from './core/outcome.ts';
export type { PastPart, PastTool, PastTurn } from './core/past-turn.ts';
export type { ResolvedSetting, ResolvedSettings } from './core/resolve.ts';
export type { Basis, FileStamp, LastTurn, Parent, Session, SessionState, Tip, Totals } from './core/session.ts';
export type { KeptSettings, ListChange, SettingChanges, SettingKey, Settings, SettingValue } from './core/settings.ts';
export type { TokenUsage } from './core/usage.ts';
export type { Drift, Evidence, Lineage, VerdictStatus } from './core/verdict.ts';
export { ChorusError, type ChorusErrorDetails, type ErrorCode, exitCodes } from './errors.ts';
export type { History, HistorySelection } from './library/history.ts';
export type { KeptAll, Uncopied } from './library/keep-all.ts';
export type { EventLog, LogEvents, LogOptions, LogRead } from './library/log.ts';
export type { Message, Observer } from './library/observer.ts';
export type {
  AbortSignalLike,
  AdoptOptions,
  ContinueOptions,
  ForkOptions,
  HoldOptions,
  OpenOptions,
  RemoveOptions,
  StartOptions,
  Watched,
} from './library/options.ts';
export type { DamagedSession, Forest, Overview } from './library/overview.ts';
export type { Paths } from './library/paths.ts';
export type { ChangedSettings, ChangeOptions, SettingPlace } from './library/places.ts';
export type { RedactedFile, RedactionReport, RedactOptions } from './library/redaction.ts';
export type { TurnPreview } from './library/turn-preview.ts';
export type { PreviewRequest } from './library/turns.ts';
export type { PruneOptions, VaultCopy, VaultEntry } from './library/vault.ts';
export type { HookChange } from './library/vault-hook.ts';
export type { VaultChange, VaultChangeOptions } from './library/vault-restore.ts';
export type {
  Bin,
  CallBins,
  Counts,
  Report,
  ReportCall,
  ReportSession,
  ReportState,
  ReportTotals,
  TimeBins,
  TimeUnit,
} from './report/data.ts';
export type { ReportOptions } from './report/gather.ts';
export type { TurnObserver } from './turn/observer.ts';
export type { ClaudeMessage, OutcomeMessage, Turn, TurnMessage } from './turn/turn-iterator.ts';

export interface ChorusOptions {
  /** The folder that keeps the sessions: absolute. Default: `CHORUS_HOME`, then the platform's config folder. */
  home?: string;
  /** Path of the `claude` binary. Default: `CHORUS_CLAUDE`, then `claude` on `PATH`. */
  claude?: string;
  /** The environment that `claude` gets. Default: `process.env`. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The directory of new sessions, and the base of relative paths. Default: `process.cwd()`. */
  cwd?: string;
}

/** The library with the features that are built on it; each is loaded when it is first used. */
class Chorus extends Library {
  /** Checks everything that chorus relies on; with `fix`, repairs what it can. A check that cannot be made is a finding, too. */
  async examine(options: { fix?: boolean | undefined } = {}): Promise<Finding[]> {
    return (await import('./doctor/doctor.ts')).examine(this.world, options);
  }

  /** The data of `chorus report`: sessions, costs in US dollars, verdicts. @throws ChorusError `session-not-found` */
  async report(options: ReportOptions = {}): Promise<Report> {
    return (await import('./report/gather.ts')).gatherReport(this.world, options);
  }
}

export type { Chorus };

/** Opens chorus for a program. Touches nothing until a method is called. */
export function createChorus({ home, claude, env = process.env, cwd = process.cwd() }: ChorusOptions = {}): Chorus {
  const environment = { ...env, ...(claude ? { CHORUS_CLAUDE: claude } : {}), ...(home === undefined ? {} : { CHORUS_HOME: home }) };
  return new Chorus(openWorld({ env: environment, cwd: resolve(cwd) }));
}
