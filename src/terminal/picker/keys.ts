import type { KeypressEvent } from '@inquirer/core';

/** What a key asks for while sessions are searched; undefined for one that edits the search. */
export type Command = 'open' | 'fork' | 'rename' | 'tag' | 'remove' | 'scope' | 'quit' | 'up' | 'down' | 'page-up' | 'page-down';

const plain: Record<string, Command> = {
  return: 'open',
  enter: 'open',
  tab: 'scope',
  escape: 'quit',
  up: 'up',
  down: 'down',
  pageup: 'page-up',
  pagedown: 'page-down',
};

const withCtrl: Record<string, Command> = { f: 'fork', r: 'rename', t: 'tag', x: 'remove', p: 'up', n: 'down', d: 'quit' };

export function commandOf({ name, ctrl }: KeypressEvent): Command | undefined {
  const commands = ctrl ? withCtrl : plain;
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** The keys as the last line tells them, the most important ones first. */
export const keyHelp = ['enter resume', '^f fork', '^r rename', '^t tag', '^x remove', 'tab all/here', 'esc quit'] as const;
