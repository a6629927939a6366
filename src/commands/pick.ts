import type { Command } from 'commander';
import { realPath } from '../claude/transcript/real-path.ts';
import { checkTags } from '../core/annotations.ts';
import type { Listed } from '../core/listing.ts';
import { checkName } from '../core/names.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { canAsk } from '../terminal/asking.ts';
import type { Choice, Position } from '../terminal/picker/choice.ts';
import type { Invocation } from './shared/invocation.ts';
import { openAtTerminal } from './shared/open-conversation.ts';
import { noSessionYet } from './shared/sessions-said.ts';

interface Options {
  all?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  const { chorus, store } = context;
  command.option('--all', 'begin with all sessions, not those of this directory').addHelpText(
    'after',
    `
It is what chorus alone does at a terminal. Type to search by name, tag and note.

Keys:
  Enter   resume, in Claude itself
  Ctrl-F  fork, and open the branch
  Ctrl-R  rename
  Ctrl-T  tag
  Ctrl-X  forget the name, and not the conversation
  Tab     the sessions of this directory, or all
  Esc     leave

Examples:
  $ chorus
  $ chorus pick --all`,
  );
  command.action(async ({ all }: Options) => {
    if (!canAsk(context)) {
      throw chorusError(
        'no-terminal',
        'sessions are picked at a terminal',
        'Elsewhere name one: chorus resume <name> "<prompt>". chorus list shows them all.',
      );
    }
    finish(await pickUntilOpened(all));
  });

  /** What changes a session leads back to the picker. */
  async function pickUntilOpened(all: boolean | undefined): Promise<number> {
    const cwd = realPath(context.cwd);
    const isHere = (listed: Listed) => listed.session.cwd === cwd;
    const { pickSession } = await import('../terminal/picker/session-picker.ts');
    const { recallLast } = await import('../library/recall.ts');
    let position: Position | undefined;
    let notice: string | undefined;
    for (;;) {
      const { sessions, damaged } = store.sessions.list();
      const listed = sessions.map((session): Listed => ({ session, age: undefined, isInVault: false }));
      const [unread] = damaged;
      if (unread && position === undefined) notice = `${unread.name} can not be read, and is left out. chorus doctor tells more`;
      if (listed.length === 0) {
        if (unread) throw unread.error;
        context.stderr.write(`chorus: ${noSessionYet}\n`);
        return 0;
      }
      const picked = await pickSession(
        {
          listed,
          isHere: (session) => session.cwd === cwd,
          position: position ?? { scope: all || !listed.some(isHere) ? 'all' : 'here', query: '' },
          notice,
          preview: (session) => recallLast(context, session),
          refuse,
        },
        { now: context.now(), home: context.env.HOME },
        context,
      );
      const { choice } = picked;
      if (!choice) return 0;
      position = picked.position;
      try {
        if (choice.action === 'open') return await open(choice.name);
        if (choice.action === 'fork') {
          await chorus.recordFork(choice.name, choice.to);
          return await open(choice.to);
        }
        notice = await change(choice);
        if (choice.action === 'rename') position.name = choice.to;
      } catch (error) {
        if (!(error instanceof ChorusError)) throw error;
        notice = `${error.message}. ${error.hint}`;
      }
    }
  }

  function open(name: string): Promise<number> {
    return openAtTerminal(context, {}, (observer) => chorus.open(name, { observer }));
  }

  /** @returns what was done, in words. */
  async function change(choice: Exclude<Choice, { action: 'open' | 'fork' }>): Promise<string> {
    const { action, name } = choice;
    if (action === 'rename') {
      await chorus.rename(name, choice.to, { wait: 0 });
      return `${name} is ${choice.to} now`;
    }
    if (action === 'tag') {
      const { tags } = await chorus.get(name);
      await chorus.tag(name, { add: choice.tags, remove: tags.filter((tag) => !choice.tags.includes(tag)) });
      return choice.tags.length > 0 ? `${name} is tagged ${choice.tags.join(', ')}` : `${name} has no tags`;
    }
    await chorus.remove(name, { wait: 0 });
    return `${name} is forgotten; its conversation stays with Claude`;
  }

  function refuse(choice: Choice): string | undefined {
    try {
      if (choice.action === 'tag') checkTags(choice.tags);
      if (choice.action === 'fork' || choice.action === 'rename') {
        checkName(choice.to);
        if (choice.to !== choice.name && store.sessions.has(choice.to)) return `there is a session ${choice.to} already`;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof ChorusError)) throw error;
      return `${error.message}. ${error.hint}`;
    }
  }
}
