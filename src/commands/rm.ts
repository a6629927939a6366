import type { Command } from 'commander';
import { splitTags } from '../core/annotations.ts';
import type { Session } from '../core/session.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { reportDamaged } from './shared/damaged-sessions.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';
import { chooseSessions } from './shared/session-choice.ts';
import { parseSince, type Since } from './shared/since.ts';
import { collect } from './shared/tag-option.ts';

interface RemoveCommandOptions extends WaitOptions {
  names?: readonly string[];
  tag?: string[];
  olderThan?: Since;
  transcript?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  addWaitOptions(command.argument('[names...]', "the sessions; also patterns, as in 'review/*'"))
    .option('--tag <tag>', 'only sessions with this tag; repeatable: with all of them', collect)
    .option('--older-than <time>', 'only sessions last used before this: a date, or a span like 30d', parseSince)
    .option('--transcript', "delete Claude's transcript as well: the conversation is gone for good")
    .option('--dry-run', 'show what would be removed; remove nothing')
    .option('--json', 'print an array of the removed sessions')
    .addHelpText(
      'after',
      `
Only the name is forgotten: claude --resume <id> still finds the conversation. Waits for a running turn. In a pattern, * and ? do
not stand for a /, and ** does. Put patterns in quotes, so that the shell leaves them alone.

Examples:
  $ chorus rm auth-jwt
  $ chorus rm 'review/*' --dry-run
  $ chorus rm 'ci/**' --older-than 30d
  $ chorus rm --tag done`,
    );
}

export async function run(options: RemoveCommandOptions, context: Context): Promise<number> {
  const { names = [], tag = [], olderThan, transcript = false, dryRun = false, json } = options;
  const { chorus, stdout, stderr } = context;
  const tags = splitTags(tag);
  if (names.length === 0 && tags.length === 0 && olderThan === undefined)
    throw usageError('no session given', "Name some, or give --tag or --older-than. All of them: chorus rm '**'.");
  const usedBefore = olderThan?.(context.now());
  const isChosen = (session: Session) =>
    tags.every((each) => session.tags.includes(each)) && (usedBefore === undefined || new Date(session.lastActiveAt) < usedBefore);
  // A wrong name removes nothing.
  const { sessions, damaged } = await chooseSessions(chorus, names);
  reportDamaged(context, damaged);
  const chosen = sessions.filter(isChosen);
  // A turn that was waited for may have changed what a session is.
  const removed = dryRun ? chosen : await removeAll(chosen, options, isChosen, context);
  if (json)
    stdout.write(
      `${JSON.stringify(
        removed.map((session) => asJson(session, transcript)),
        null,
        2,
      )}\n`,
    );
  else {
    if (dryRun) stdout.write(removed.map(({ name }) => `${name}\n`).join(''));
    stderr.write(`chorus: ${removalWords(removed, transcript, dryRun)}\n`);
  }
  return 0;
}

/** If one cannot be removed, says which ones were. */
async function removeAll(
  sessions: readonly Session[],
  { transcript = false, ...options }: RemoveCommandOptions,
  onlyIf: (session: Session) => boolean,
  context: Context,
): Promise<Session[]> {
  const removed: Session[] = [];
  try {
    for (const { name } of sessions) {
      const session = await context.chorus.remove(name, { ...readHold(context, options), transcript, onlyIf });
      if (session) removed.push(session);
    }
  } catch (error) {
    if (removed.length > 0) context.stderr.write(`chorus: ${removalWords(removed, transcript, false)}\n`);
    throw error;
  }
  return removed;
}

/** One line: which sessions, and what becomes of their conversations. */
function removalWords(sessions: readonly Session[], transcript: boolean, isDryRun: boolean): string {
  const [first, ...more] = sessions;
  if (!first) return 'nothing to remove';
  const [removed, deleted] = isDryRun ? ['would remove', 'delete'] : ['removed', 'deleted'];
  if (more.length === 0) {
    const fates: Record<Conversation, string> = {
      none: '; it had no conversation yet',
      deleted: `, and ${deleted} its conversation`,
      kept: `; its conversation is left as it is: claude --resume ${first.sessionId}`,
    };
    return `${removed} ${first.name}${fates[conversationOf(first, transcript)]}`;
  }
  const names = sessions.slice(0, 10).map(({ name }) => name);
  const rest = sessions.length > names.length ? `, and ${sessions.length - names.length} more` : '';
  const fate = transcript ? `, and ${deleted} their conversations` : '; their conversations are left as they are';
  return `${removed} ${sessions.length} sessions (${names.join(', ')}${rest})${fate}`;
}

type Conversation = 'kept' | 'deleted' | 'none';

function conversationOf({ state }: Session, transcript: boolean): Conversation {
  if (state === 'recorded') return 'none';
  return transcript ? 'deleted' : 'kept';
}

/** `conversation` says what became of the conversation; `none`: there was none yet. */
function asJson(session: Session, transcript: boolean): object {
  const { name, sessionId, lastActiveAt } = session;
  return { name, sessionId, lastActiveAt, conversation: conversationOf(session, transcript) };
}
