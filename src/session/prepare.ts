import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildArgv, type Conversation, hasSystemPrompt } from '../claude/argv.ts';
import { isSameModel } from '../claude/drift.ts';
import { type Installation, locateClaude } from '../claude/locate.ts';
import { lacks, type Quirks, quirksOf } from '../claude/releases.ts';
import { endsAt, findTranscript, hasAnswer, projectDir, type TranscriptFile } from '../claude/transcript.ts';
import { ChorusError, exitCodes, usageError } from '../errors.ts';
import { resolveFor } from './layers.ts';
import { planTurn, type TurnPlan } from './plan.ts';
import { type ResolvedSettings, settingValues } from './resolve.ts';
import { type LastTurn, restartSession, type Session } from './session.ts';
import { findSetting, type Settings, systemPromptKeys } from './settings.ts';
import type { World } from './world.ts';

export interface TurnRequest {
  action: 'new' | 'resume' | 'fork';
  /** The session as it is kept, or, for `new` and `fork`, as it is about to be. */
  session: Session;
  /** Settings of this call alone. */
  call: Settings;
  fresh: boolean;
}

/** A model that is another one than the last turn's: the whole context has to be read anew. */
export interface ModelChange {
  from: string;
  to: string;
  contextTokens: number | null;
}

/** All that a turn is going to do, before anything is started or written. */
export interface PreparedTurn {
  action: TurnRequest['action'];
  plan: TurnPlan;
  /** The session as it has to be recorded before `claude` is started. */
  session: Session;
  settings: ResolvedSettings;
  values: Settings;
  installation: Installation;
  /** Undefined if it could not be read: then it is taken for the newest known. */
  release: string | undefined;
  quirks: Quirks;
  conversation: Conversation;
  argv: string[];
  /** The transcript that the turn has to descend from, as it is now. */
  before: TranscriptFile | undefined;
  /** Transcript to be made before the start and removed after it: the parent's up to the fork point, where the release can't cut it itself. */
  scratch: { path: string; source: TranscriptFile; upTo: string; sessionId: string } | undefined;
  modelChange: ModelChange | undefined;
  promptSnapshot: Session['promptSnapshot'];
}

/** Asks an installation for its release: slow, and remembered by the turn that follows. */
export type AskRelease = (installation: Installation) => Promise<string | undefined>;

/**
 * Resolves the settings, finds `claude`, decides what to do with the conversation and builds the command line. Reads, and
 * writes nothing.
 * @throws ChorusError for everything that can be known to fail before anything is started.
 */
export async function prepareTurn(world: World, request: TurnRequest, askRelease: AskRelease): Promise<PreparedTurn> {
  const { session } = request;
  const settings = resolveFor(world, session, request.call);
  const values = settingValues(settings);
  checkDirectory(session);
  const installation = locateClaude(world.env, world.cwd);
  const release = await findRelease(world, installation, askRelease);
  const quirks = quirksOf(release);
  const own = findTranscript(world.env, session.cwd, session.sessionId);
  const parents =
    session.parent && session.state !== 'active' ? findTranscript(world.env, session.cwd, session.parent.sessionId) : undefined;
  const goesOnFrom = session.parent && session.state === 'recorded' ? parents : own;
  const modelChange = findModelChange(values.model as string | undefined, session.last);
  if (modelChange && values.onModelChange === 'fail') throw modelChangeError(session, modelChange);
  const plan = planTurn({
    session,
    settings: values,
    now: world.now(),
    transcript: goesOnFrom ? (goesOnFrom.size > 0 ? 'there' : 'empty') : 'absent',
    hasAnswer: session.state === 'starting' && own !== undefined && hasAnswer(own.path),
    wedgesKilledStart: quirks.wedgesKilledStart,
    fresh: request.fresh,
    modelChanged: modelChange !== undefined,
  });
  const planned = sessionForPlan(world, session, plan);
  const prompt = planPrompt(planned, values, quirks, plan);
  const fork = plan.kind === 'fork' ? planFork(world, planned, quirks, parents) : undefined;
  const conversation = fork?.conversation ?? (plan.kind === 'resume' || plan.kind === 'gone' ? resumed(planned) : started(planned));
  const limited = limitBudget(planned, values, release);
  return {
    action: request.action,
    plan,
    session: planned,
    settings,
    values,
    installation,
    release,
    quirks,
    conversation,
    argv: buildArgv({ conversation, settings: limited, release, quirks, promptChanged: prompt.changed }),
    before: plan.kind === 'fork' ? parents : plan.kind === 'resume' ? own : undefined,
    scratch: fork?.scratch,
    modelChange: plan.kind === 'resume' || plan.kind === 'fork' ? modelChange : undefined,
    promptSnapshot: prompt.snapshot,
  };
}

function checkDirectory({ name, cwd }: Session): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return;
  throw usageError(
    `the directory of ${JSON.stringify(name)} is gone: ${cwd}`,
    `Bring it back, or name its new place: chorus set ${name} cwd=<directory>`,
  );
}

async function findRelease(world: World, installation: Installation, askRelease: AskRelease): Promise<string | undefined> {
  return world.store.releases.get(installation) ?? askRelease(installation);
}

function findModelChange(asked: string | undefined, last: LastTurn | null): ModelChange | undefined {
  if (asked === undefined || !last?.model || asked === last.askedModel || isSameModel(asked, last.model)) return undefined;
  return { from: last.model, to: asked, contextTokens: last.contextTokens ?? null };
}

function modelChangeError({ name }: Session, { from, to, contextTokens }: ModelChange): ChorusError {
  return usageError(
    `${JSON.stringify(name)} was last answered by ${from}, and is asked to go on with ${to}`,
    `${to} would have to read ${contextTokens ?? 'all'} tokens of context anew. Allow it: --on-model-change warn`,
  );
}

function sessionForPlan(world: World, session: Session, plan: TurnPlan): Session {
  switch (plan.kind) {
    case 'restart':
      return { ...restartSession(session, world.newId(), world.now()), state: 'starting' };
    case 'start-anew':
      return { ...session, sessionId: world.newId(), formerIds: [...session.formerIds, session.sessionId], state: 'starting' };
    case 'start':
    case 'fork':
      return { ...session, state: 'starting' };
    default:
      return session;
  }
}

function started({ sessionId }: Session): Conversation {
  return { kind: 'start', id: sessionId };
}

function resumed({ sessionId }: Session): Conversation {
  return { kind: 'resume', id: sessionId };
}

/**
 * A release that records the system prompt ignores a changed one unless it is told to record none. An unchanged one is passed all
 * the same: after a compaction 2.1.329 records anew what it is called with, and would fall back to its own prompt.
 */
function planPrompt(
  session: Session,
  values: Settings,
  quirks: Quirks,
  plan: TurnPlan,
): { changed: boolean; snapshot: Session['promptSnapshot'] } {
  const known = session.promptSnapshot;
  if (!quirks.recordsSystemPrompt && !hasSystemPrompt(values)) return { changed: false, snapshot: known };
  const digest = digestPrompt(values);
  if (!quirks.recordsSystemPrompt) return { changed: false, snapshot: known };
  const isFirst = plan.kind !== 'resume' && plan.kind !== 'fork';
  const changed = !isFirst && (known ? known.mode === 'off' || known.digest !== digest : hasSystemPrompt(values));
  return { changed, snapshot: { digest, mode: changed ? 'off' : 'on' } };
}

/** Tells one system prompt from another, files by what they hold. No digest of cryptographic strength: it guards against change, not attack. */
function digestPrompt(values: Settings): string {
  const parts = systemPromptKeys.map((key) => {
    const value = values[key] as string | undefined;
    return value === undefined ? null : findSetting(key)?.kind === 'file' ? readPromptFile(key, value) : value;
  });
  const text = JSON.stringify(parts);
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return `fnv1a:${hash.toString(16)}:${text.length}`;
}

function readPromptFile(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ChorusError(`${key} can not be read: ${path}`, { exitCode: exitCodes.usage, hint: (cause as Error).message, cause });
  }
}

function planFork(
  world: World,
  session: Session,
  quirks: Quirks,
  before: TranscriptFile | undefined,
): Pick<PreparedTurn, 'conversation' | 'scratch'> {
  const { parent } = session;
  if (!parent) throw new Error('a fork has a parent');
  const at = parent.at?.uuid;
  const hasMovedOn = before !== undefined && at !== undefined && !endsAt(before.path, at);
  const cutHere = hasMovedOn && quirks.resumeSessionAt ? at : undefined;
  const scratchId = hasMovedOn && !quirks.resumeSessionAt ? world.newId() : undefined;
  const from = scratchId ?? parent.sessionId;
  return {
    conversation: quirks.forkSession
      ? { kind: 'fork', from, id: quirks.forkTakesSessionId ? session.sessionId : undefined, at: cutHere }
      : { kind: 'resume', id: from },
    scratch:
      scratchId && before && at
        ? { path: join(projectDir(world.env, session.cwd), `${scratchId}.jsonl`), source: before, upTo: at, sessionId: scratchId }
        : undefined,
  };
}

/** What is left of the session's budget goes along with the call, where the release can be told. */
function limitBudget({ name, totals }: Session, values: Settings, release: string | undefined): Settings {
  const budget = values.budgetUsd as number | undefined;
  if (budget === undefined) return values;
  const rest = budget - totals.costUsd;
  if (rest <= 0) {
    throw new ChorusError(`the budget of ${JSON.stringify(name)} is spent: $${totals.costUsd.toFixed(4)} of $${budget}`, {
      exitCode: exitCodes.limit,
      hint: `Nothing was sent. Raise it: chorus set ${name} budgetUsd=<dollars>`,
    });
  }
  if (lacks(release, findSetting('maxBudgetUsd')?.since)) return values;
  const forCall = Math.min(rest, (values.maxBudgetUsd as number | undefined) ?? rest);
  return { ...values, maxBudgetUsd: Math.max(0.000001, Number(forCall.toFixed(6))) };
}
