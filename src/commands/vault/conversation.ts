import { Argument } from 'commander';
import { completing } from '../shared/completing.ts';

/** What the vault has copies of; completion offers the sessions. */
export function conversationArgument(): Argument {
  return completing(new Argument('<conversation>', 'a session, or the id of a conversation'), 'session');
}
