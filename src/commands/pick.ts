import type { Command } from 'commander';
import { checkTags } from '../core/annotations.ts';
import type { Listed } from '../core/listing.ts';
import { checkName } from '../core/names.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { canAsk } from '../terminal/asking.ts';
import type { Choice, Position } from '../terminal/picker/choice.ts';
import type { Context } from './shared/context.ts';
import { noSessionYet } from './shared/damaged-sessions.ts';
import { openAtTerminal } from './shared/open-conversation.ts';

interface PickOptions {
  all?: boolean;
}

export function declare(command: Command): void {
  command.option('--all', 'start with all sessions, not only those of this directory').addHelpText(
    'after',
    `
Type to search names, tags and notes.

Keys:
  Enter   resume, in Claude itself
  Ctrl-F  fork, and open the branch
  Ctrl-R  rename
  Ctrl-T  tag
  Ctrl-X  forget the name; the conversation stays
  Tab     switch between this directory and all
  Esc     leave

Examples:
  $ chorus
  $ chorus pick --all`,
  );
}

export async function run({ all = false }: PickOptions, context: Context): Promise<number> {
  if (!canAsk(context)) {
    throw chorusError(
      'no-terminal',
      'the picker needs a terminal',
      'Elsewhere name a session: chorus resume <name> "<prompt>". chorus list shows them all.',
    );
  }
  let position: Position | undefined;
  let notice: string | undefined;
  for (;;) {
    const picked = await showSessions({ all, position, notice }, context);
    if (!picked?.choice) return 0;
    position = picked.position;
    try {
      const done = await carryOut(picked.choice, context);
      if (typeof done === 'number') return done;
      notice = done;
      if (picked.choice.action === 'rename') position.name = picked.choice.to;
    } catch (error) {
      notice = inWords(error);
    }
  }
}

interface PickerState {
  all: boolean;
  /** Undefined at first. */
  position: Position | undefined;
  notice: string | undefined;
}

/** @returns what was picked; undefined if there is nothing to pick from. */
async function showSessions({ all, position, notice }: PickerState, context: Context) {
  const { chorus } = context;
  const { sessions, damaged } = chorus.listAll();
  const [unread] = damaged;
  if (sessions.length === 0) {
    if (unread) throw unread.error;
    context.stderr.write(`chorus: ${noSessionYet}\n`);
    return undefined;
  }
  const cwd = chorus.realPath();
  const listed = sessions.map((session): Listed => ({ session, age: undefined, isInVault: false }));
  const isAnyHere = sessions.some((session) => session.cwd === cwd);
  const { pickSession } = await import('../terminal/picker/session-picker.ts');
  return pickSession(
    {
      listed,
      isHere: (session) => session.cwd === cwd,
      position: position ?? { scope: all || !isAnyHere ? 'all' : 'here', query: '' },
      notice: unread && position === undefined ? `${unread.name} cannot be read, and is left out. More: chorus doctor` : notice,
      preview: (session) => chorus.recall(session),
      refuse: (choice) => whyNot(choice, context),
    },
    { now: context.now(), home: context.env.HOME },
    context,
  );
}

/** @returns the exit code of an opened conversation, or a sentence about what was changed: then the picker is shown again. */
async function carryOut(choice: Choice, context: Context): Promise<number | string> {
  const { chorus } = context;
  const { action, name } = choice;
  const open = (session: string) => openAtTerminal(context, {}, (observer) => chorus.open(session, { observer }));
  switch (action) {
    case 'open':
      return open(name);
    case 'fork':
      await chorus.recordFork(name, choice.to);
      return open(choice.to);
    case 'rename':
      await chorus.rename(name, choice.to, { wait: 0 });
      return `renamed ${name} to ${choice.to}`;
    case 'tag': {
      const { tags } = await chorus.get(name);
      await chorus.tag(name, { add: choice.tags, remove: tags.filter((tag) => !choice.tags.includes(tag)) });
      return choice.tags.length > 0 ? `${name} is tagged ${choice.tags.join(', ')}` : `${name} has no tags`;
    }
    case 'remove':
      await chorus.remove(name, { wait: 0 });
      return `removed ${name}; Claude keeps the conversation`;
  }
}

/** Why a choice cannot be made, as far as its text shows. */
function whyNot(choice: Choice, { chorus }: Context): string | undefined {
  try {
    if (choice.action === 'tag') checkTags(choice.tags);
    if (choice.action === 'fork' || choice.action === 'rename') {
      checkName(choice.to);
      const taken = chorus.nameTakenBy(choice.to, choice.name);
      if (taken !== undefined) return `there is already a session ${taken}`;
    }
    return undefined;
  } catch (error) {
    return inWords(error);
  }
}

function inWords(error: unknown): string {
  if (!(error instanceof ChorusError)) throw error;
  return `${error.message}. ${error.hint}`;
}
