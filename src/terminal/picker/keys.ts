import type { KeypressEvent } from '@inquirer/core';

/** What a key does in any list; undefined for one that edits the search. */
export type ListCommand = 'open' | 'scope' | 'quit' | 'up' | 'down' | 'page-up' | 'page-down';

const plain: Record<string, ListCommand> = {
  return: 'open',
  enter: 'open',
  tab: 'scope',
  escape: 'quit',
  up: 'up',
  down: 'down',
  pageup: 'page-up',
  pagedown: 'page-down',
};

const withCtrl: Record<string, ListCommand> = { p: 'up', n: 'down', d: 'quit' };

export function commandOf({ name, ctrl }: KeypressEvent): ListCommand | undefined {
  return ownValue(ctrl ? withCtrl : plain, name);
}

/** Own keys only: a key may be called `constructor`. */
export function ownValue<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
