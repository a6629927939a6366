import type { Conversation } from '../claude/call/argv.ts';
import { type Installation, locateClaude } from '../claude/call/locate.ts';
import { type Quirks, quirksOf } from '../claude/call/releases.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { ModelChange } from '../core/notices.ts';
import { type ResolvedSettings, resolveSettings, settingValues } from '../core/resolve.ts';
import { restartSession, type Session } from '../core/session.ts';
import { type Settings, settingDefinitions } from '../core/settings.ts';
import { type ChorusError, chorusError, isChorusError } from '../errors.ts';
import { buildCommand } from './command.ts';
import { checkDirectory } from './directory.ts';
import type { ScratchTranscript } from './fork-point.ts';
import { findModelChange, modelChangeError } from './model-change.ts';
import { goesOn, planTurn, type TurnPlan, type TurnPlanInput } from './plan.ts';
import { type AskRelease, findRelease } from './release.ts';
import { placeForTurn, type Relocation } from './relocation.ts';
import { type FoundConversation, findConversation, type Restoration } from './restoration.ts';
import { planPrompt } from './system-prompt.ts';
import { titleOf } from './title.ts';
import type { World } from './world.ts';

interface TurnRequest {
  action: 'new' | 'resume' | 'fork';
  /** The session as it is kept, or, for `new` and `fork`, as it is about to be. */
  session: Session;
  /** The directory that the conversation belongs to, if the session has another one for this call. */
  home?: string | undefined;
  /** Whether it belongs to another directory from this call on. */
  isMoved?: boolean | undefined;
  /** Settings of this call only. */
  call: Settings;
  fresh: boolean;
  /** Whether the answer is shown while it arrives. */
  live: boolean;
  /** Whether a person sits at the terminal. */
  interactive: boolean;
}

/** Everything that a turn is going to do, before anything is started or written. */
export interface PreparedTurn {
  action: TurnRequest['action'];
  plan: TurnPlan;
  /** The session as it is kept now, or, for `new` and `fork`, as it is about to be. */
  kept: Session;
  /** The session as it must be recorded before `claude` is started. */
  session: Session;
  settings: ResolvedSettings;
  values: Settings;
  installation: Installation;
  /** Undefined if it could not be read: then it is treated as the newest known. */
  release: string | undefined;
  conversation: Conversation;
  argv: string[];
  /** Whether the command line would have been another one, or none, for another release. */
  isOtherCommandFor(release: string): Promise<boolean>;
  /** The contents of the settings file of an interactive run, if its command line names one. */
  settingsFile: string | undefined;
  /** The transcript that the turn must descend from, before the turn. */
  before: TranscriptFile | undefined;
  /** Set if the transcript is gone or damaged, and is first restored from the vault. */
  restoration: Restoration | undefined;
  /** Set if the transcript is first moved to where the release looks for it. */
  relocation: Relocation | undefined;
  /** Whether that transcript changed since the last turn, so that its copy may differ anywhere. */
  isChanged: boolean;
  /** Whether a person edited it since. */
  isEdited: boolean;
  scratch: ScratchTranscript | undefined;
  modelChange: ModelChange | undefined;
  promptSnapshot: Session['promptSnapshot'];
}

/**
 * Resolves the settings, finds `claude`, decides what to do with the conversation and builds the command line. Only reads:
 * it writes nothing.
 * @throws ChorusError for everything that can be known to fail before anything is started.
 */
export async function prepareTurn(world: World, request: TurnRequest, ask: AskRelease): Promise<PreparedTurn> {
  const found = await lookUp(world, request, ask);
  try {
    return await draftTurn(world, request, found);
  } catch (error) {
    if (!found.isRemembered || !refusedForRelease.some((code) => isChorusError(error, code))) throw error;
    // One path may give several releases (a shim, a wrapper): nothing is refused by what is remembered of another call.
    const release = await ask(found.installation, request.session.cwd);
    if (release === undefined || release === found.release) throw error;
    return draftTurn(world, request, { ...found, release });
  }
}

const refusedForRelease = ['unsupported-setting', 'interactive-unsafe'] as const;

/** The turn as it is for the release that `found` names. @throws ChorusError */
async function draftTurn(world: World, request: TurnRequest, found: Findings): Promise<PreparedTurn> {
  const { settings, values, installation, release, modelChange } = found;
  const quirks = quirksOf(release);
  const plan = planTurn(planInput(world, request, found, quirks));
  checkAllowed(request, found, quirks, plan);
  const session = sessionForPlan(world, request.session, plan);
  const prompt = planPrompt(session, values, quirks, plan);
  const { conversation, scratch, source } = await conversationFor(world, session, plan, quirks, found);
  const placed = placeSource(world, request, plan, source, quirks);
  const { live, interactive } = request;
  const title = titleOf({ session, values, quirks, plan, transcript: source.transcript });
  const command = buildCommand(world, {
    session,
    conversation,
    values,
    release,
    quirks,
    promptChanged: prompt.changed,
    title,
    live,
    interactive,
  });
  return {
    action: request.action,
    plan,
    kept: request.session,
    session,
    settings,
    values,
    installation,
    release,
    conversation,
    argv: command.argv,
    isOtherCommandFor: (other) => isOtherCommand(world, request, found, other),
    settingsFile: command.settingsFile,
    ...placed,
    isChanged: source.isChanged,
    isEdited: source.isEdited === true,
    scratch,
    modelChange: goesOn(plan.kind) ? modelChange : undefined,
    promptSnapshot: prompt.snapshot,
  };
}

/** Whether the command line of a turn would have been another one, or none, for another release. */
async function isOtherCommand(world: World, request: TurnRequest, found: Findings, release: string): Promise<boolean> {
  if (release === found.release) return false;
  // New ids would differ in any case.
  const argvFor = async (each: string | undefined) =>
    (await draftTurn({ ...world, newId: () => '' }, request, { ...found, release: each })).argv;
  const made = await argvFor(found.release);
  try {
    return JSON.stringify(await argvFor(release)) !== JSON.stringify(made);
  } catch (error) {
    if (refusedForRelease.some((code) => isChorusError(error, code))) return true;
    throw error;
  }
}

/** Everything that the plan depends on, as it is now. */
interface Findings {
  settings: ResolvedSettings;
  values: Settings;
  installation: Installation;
  release: string | undefined;
  /** The release is not what `claude` was asked for this turn. */
  isRemembered: boolean;
  /** The session's own conversation. */
  own: FoundConversation;
  /** What a first turn that was ended too early left in it. */
  left: TurnPlanInput['left'];
  /** The conversation that a fork branches from; empty once the fork has begun. */
  parents: FoundConversation;
  modelChange: ModelChange | undefined;
}

async function lookUp(world: World, { session, action, call }: TurnRequest, ask: AskRelease): Promise<Findings> {
  const settings = resolveSettings({ session, config: world.store.config.get(), call });
  const values = settingValues(settings);
  checkDirectory(session, action);
  if (settingDefinitions.some(({ key, content }) => content && values[key] !== undefined)) {
    const { checkSettingFiles } = await import('./setting-files.ts');
    checkSettingFiles(settings, { name: session.name, isKept: action === 'resume' });
  }
  const installation = locateClaude(world.env, world.cwd);
  const { parent, state } = session;
  const found = await findRelease(world, installation, session, ask);
  const own = await findConversation(world, session, session.sessionId);
  return {
    settings,
    values,
    installation,
    ...found,
    own,
    left: state === 'starting' && own.transcript?.isReadable ? await findLeft(own.transcript, parent?.at?.uuid) : 'nothing',
    parents: parent && state !== 'active' ? await findConversation(world, session, parent.sessionId) : nothing,
    modelChange: findModelChange(values.model, session.last),
  };
}

async function findLeft({ path }: TranscriptFile, forkPoint: string | undefined): Promise<TurnPlanInput['left']> {
  const { whatIsLeft } = await import('../claude/transcript/transcript.ts');
  return whatIsLeft(path, forkPoint);
}

function planInput(world: World, { session, fresh }: TurnRequest, found: Findings, { wedgesKilledStart }: Quirks): TurnPlanInput {
  const { values, own, left, parents, modelChange } = found;
  const { parent, state } = session;
  const { transcript, missing } = parent && state === 'recorded' ? parents : own;
  return {
    session,
    settings: values,
    now: world.now(),
    transcript: missing === undefined ? whatIsThere(transcript) : 'incomplete',
    missing,
    left,
    wedgesKilledStart,
    fresh,
    modelChanged: modelChange !== undefined,
  };
}

function whatIsThere(transcript: TranscriptFile | undefined): 'there' | 'empty' | 'absent' {
  if (!transcript) return 'absent';
  return transcript.size > 0 || !transcript.isReadable ? 'there' : 'empty';
}

/** @throws ChorusError if the conversation must not be continued in this way. */
function checkAllowed({ session, interactive }: TurnRequest, found: Findings, { straysWhenOpened }: Quirks, { kind }: TurnPlan): void {
  if (!goesOn(kind)) return;
  const { values, release, modelChange } = found;
  if (interactive && straysWhenOpened) throw strayError(session, release);
  if (modelChange && values.onModelChange === 'fail') throw modelChangeError(session, modelChange);
}

interface PlannedConversation {
  conversation: Conversation;
  scratch: ScratchTranscript | undefined;
  /** The conversation that the turn continues. */
  source: FoundConversation;
}

async function conversationFor(
  world: World,
  session: Session,
  { kind }: TurnPlan,
  quirks: Quirks,
  { own, parents }: Findings,
): Promise<PlannedConversation> {
  const id = session.sessionId;
  switch (kind) {
    case 'fork': {
      const { planFork } = await import('./fork-point.ts');
      return { ...planFork(world, session, quirks, parents.transcript), source: parents };
    }
    case 'resume':
      return { conversation: { kind: 'resume', id }, scratch: undefined, source: own };
    case 'gone':
    case 'incomplete':
      return { conversation: { kind: 'resume', id }, scratch: undefined, source: nothing };
    default:
      return { conversation: { kind: 'start', id }, scratch: undefined, source: nothing };
  }
}

type Placed = Pick<PreparedTurn, 'before' | 'restoration' | 'relocation'>;

/** The transcript that a turn continues, and where it has to be. That of a fork's original stays where it is. */
function placeSource(
  world: World,
  { session, home = session.cwd, isMoved = false }: TurnRequest,
  { kind }: TurnPlan,
  { transcript, restoration }: FoundConversation,
  quirks: Quirks,
): Placed {
  if (kind !== 'resume') return { before: transcript, restoration, relocation: undefined };
  const placed = placeForTurn(world, session, home, { path: transcript?.path, restoration }, quirks, isMoved);
  const { relocation } = placed;
  // The copy in the vault stays where it is.
  return { ...placed, before: transcript && relocation && !restoration ? { ...transcript, path: relocation.to } : transcript };
}

/** The id that the conversation must have; null if the release chooses it. */
export function expectedIdOf({ conversation, plan }: Pick<PreparedTurn, 'conversation' | 'plan'>): string | null {
  if (conversation.kind === 'fork') return conversation.id ?? null;
  return plan.kind === 'fork' ? null : conversation.id;
}

function strayError({ name }: Session, release: string | undefined): ChorusError {
  return chorusError(
    'interactive-unsafe',
    `claude ${release} loses what is said after an interactive resume: it does not write it to the conversation`,
    `Nothing was started. Update claude, or continue with a prompt: chorus resume ${name} "<prompt>"`,
  );
}

const nothing: FoundConversation = { transcript: undefined, restoration: undefined, missing: undefined, isChanged: false };

function sessionForPlan(world: World, session: Session, plan: TurnPlan): Session {
  switch (plan.kind) {
    case 'restart':
      return { ...restartSession(session, world.newId(), world.now()), state: 'starting' };
    case 'start':
    case 'fork': {
      const { sessionId, formerIds } = session;
      return { ...session, ...(plan.anew ? { sessionId: world.newId(), formerIds: [...formerIds, sessionId] } : {}), state: 'starting' };
    }
    default:
      return session;
  }
}
