import { buildArgv, type Conversation } from '../claude/call/argv.ts';
import type { Quirks } from '../claude/call/releases.ts';
import type { Session } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import { limitBudget } from './budget.ts';
import { hookSettings } from './interactive/settings.ts';
import { askPartialMessages } from './partial-messages.ts';
import type { World } from './world.ts';

interface CommandInput {
  session: Session;
  conversation: Conversation;
  values: Settings;
  release: string | undefined;
  quirks: Quirks;
  promptChanged: boolean;
  title: string | undefined;
  /** Whether the answer is shown while it arrives. */
  live: boolean;
  /** Whether a person sits at the terminal. */
  interactive: boolean;
}

export interface Command {
  argv: string[];
  /** The contents of the settings file of an interactive run, if its command line names one. */
  settingsFile: string | undefined;
}

/** The command line of a turn: its settings, and what chorus adds for this call. @throws ChorusError (2, 4) */
export function buildCommand({ store }: World, input: CommandInput): Command {
  const { session, conversation, values, release, quirks, promptChanged, title, live } = input;
  const limited = limitBudget(session, values, release);
  const settings = live ? askPartialMessages(limited, release) : limited;
  if (!input.interactive)
    return { argv: buildArgv({ conversation, settings, release, quirks, promptChanged, title }), settingsFile: undefined };
  const { name } = session;
  const paths = { journal: store.interactive.journalOf(name), file: store.interactive.settingsOf(name) };
  const hooked = hookSettings(settings, release, paths);
  const argv = buildArgv({ conversation, settings: hooked.settings, release, quirks, promptChanged, title, interactive: true });
  return { argv, settingsFile: hooked.file };
}
