import { buildArgv, type Conversation } from '../claude/call/argv.ts';
import { type Installation, locateClaude } from '../claude/call/locate.ts';
import { type Quirks, quirksOf } from '../claude/call/releases.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import { isDirectory } from '../claude/transcript/real-path.ts';
import { whatIsLeft } from '../claude/transcript/transcript.ts';
import type { ModelChange } from '../core/notices.ts';
import { type ResolvedSettings, settingValues } from '../core/resolve.ts';
import { restartSession, type Session } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import { limitBudget } from './budget.ts';
import { planFork, type ScratchTranscript } from './fork-point.ts';
import { hookSettings } from './interactive/settings.ts';
import { resolveFor } from './layers.ts';
import { findModelChange, modelChangeError } from './model-change.ts';
import { askPartialMessages } from './partial-messages.ts';
import { planTurn, type TurnPlan } from './plan.ts';
import { type FoundConversation, findConversation, type Restoration } from './restoration.ts';
import { planPrompt } from './system-prompt.ts';
import type { World } from './world.ts';

export interface TurnRequest {
  action: 'new' | 'resume' | 'fork';
  /** The session as it is kept, or, for `new` and `fork`, as it is about to be. */
  session: Session;
  /** Settings of this call alone. */
  call: Settings;
  fresh: boolean;
  /** The answer is shown as it comes. */
  live: boolean;
  /** A person sits before it. */
  interactive: boolean;
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
  /** What the settings file of an interactive run has to hold, where its command line names one. */
  settingsFile: string | undefined;
  /** The transcript that the turn has to descend from, as it is before the turn. */
  before: TranscriptFile | undefined;
  /** The transcript is not as it was left, and is put back from the vault first. */
  restoration: Restoration | undefined;
  scratch: ScratchTranscript | undefined;
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
  checkDirectory(session, request.action);
  const installation = locateClaude(world.env, world.cwd);
  const release = await findRelease(world, installation, askRelease);
  const quirks = quirksOf(release);
  const own = findConversation(world, session, session.sessionId, session.tip);
  const { parent } = session;
  const parents = parent && session.state !== 'active' ? findConversation(world, session, parent.sessionId, parent.at) : nothing;
  const { transcript: goesOnFrom } = parent && session.state === 'recorded' ? parents : own;
  const modelChange = findModelChange(values.model, session.last);
  const plan = planTurn({
    session,
    settings: values,
    now: world.now(),
    transcript: goesOnFrom ? (goesOnFrom.size > 0 || !goesOnFrom.isReadable ? 'there' : 'empty') : 'absent',
    left: session.state === 'starting' && own.transcript?.isReadable ? whatIsLeft(own.transcript.path, parent?.at?.uuid) : 'nothing',
    wedgesKilledStart: quirks.wedgesKilledStart,
    fresh: request.fresh,
    modelChanged: modelChange !== undefined,
  });
  const goesOn = plan.kind === 'resume' || plan.kind === 'fork';
  if (request.interactive && goesOn && quirks.straysWhenOpened) throw strayError(session, release);
  if (goesOn && modelChange && values.onModelChange === 'fail') throw modelChangeError(session, modelChange);
  const planned = sessionForPlan(world, session, plan);
  const prompt = planPrompt(planned, values, quirks, plan);
  const fork = plan.kind === 'fork' ? planFork(world, planned, quirks, parents.transcript) : undefined;
  const conversation = fork?.conversation ?? (plan.kind === 'resume' || plan.kind === 'gone' ? resumed(planned) : started(planned));
  const source = plan.kind === 'fork' ? parents : plan.kind === 'resume' ? own : nothing;
  const limited = limitBudget(planned, values, release);
  const passed = request.live ? askPartialMessages(limited, release) : limited;
  const hooked = request.interactive
    ? hookSettings(passed, release, interactivePaths(world, session))
    : { settings: passed, file: undefined };
  const interactive = request.interactive ? { name: session.name } : undefined;
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
    argv: buildArgv({ conversation, settings: hooked.settings, release, quirks, promptChanged: prompt.changed, interactive }),
    settingsFile: hooked.file,
    before: source.transcript,
    restoration: source.restoration,
    scratch: fork?.scratch,
    modelChange: goesOn ? modelChange : undefined,
    promptSnapshot: prompt.snapshot,
  };
}

/** The id that the conversation has to have; null where the release chooses it. */
export function expectedIdOf({ conversation, plan }: Pick<PreparedTurn, 'conversation' | 'plan'>): string | null {
  if (conversation.kind === 'fork') return conversation.id ?? null;
  return plan.kind === 'fork' ? null : conversation.id;
}

function interactivePaths({ store }: World, { name }: Session): { journal: string; file: string } {
  return { journal: store.interactive.journalOf(name), file: store.interactive.settingsOf(name) };
}

function strayError({ name }: Session, release: string | undefined): ChorusError {
  return chorusError(
    'interactive-unsafe',
    `claude ${release} writes what is said after an interactive resume to another conversation, where it is lost`,
    `Nothing was started. Update claude, or go on with a prompt: chorus resume ${name} "<prompt>"`,
  );
}

const nothing: FoundConversation = { transcript: undefined, restoration: undefined };

function checkDirectory({ name, cwd }: Session, action: TurnRequest['action']): void {
  if (isDirectory(cwd)) return;
  if (action === 'new')
    throw chorusError('directory-not-found', `there is no directory ${cwd}`, 'Make it, or name another one: --cwd <directory>');
  throw chorusError(
    'directory-not-found',
    `the directory of ${JSON.stringify(name)} is gone: ${cwd}`,
    `Bring it back, or name its new place: chorus set ${name} cwd=<directory>`,
  );
}

async function findRelease(world: World, installation: Installation, askRelease: AskRelease): Promise<string | undefined> {
  return world.store.releases.get(installation) ?? askRelease(installation);
}

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

function started({ sessionId }: Session): Conversation {
  return { kind: 'start', id: sessionId };
}

function resumed({ sessionId }: Session): Conversation {
  return { kind: 'resume', id: sessionId };
}
