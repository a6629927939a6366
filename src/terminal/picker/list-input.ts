import type { Terminal } from '../asking.ts';
import type { ListLook } from './list-view.ts';
import type { Search } from './search.ts';

/** What can be done with an item besides opening it, after a question. */
export interface ListAction<Item, Action> {
  action: Action;
  question(item: Item): string;
  /** What the line contains when the question is asked. */
  proposed(item: Item): string;
  /** Only `y` confirms; any other key cancels. */
  isYesNo?: boolean;
  /** Why an answer is not acceptable; undefined if it is. */
  refuse(item: Item, answer: string): string | undefined;
}

/** Where a list was left, to show it again in the same place. */
interface ListPosition {
  scope: number;
  query: string;
  /** The item under the cursor; if it is no longer there, the first one. */
  name?: string | undefined;
}

interface ListScope<Item, Detail> {
  title: string;
  items: readonly Item[];
  look: ListLook<Item, Detail>;
}

export interface ListInput<Item, Action extends string, Detail> {
  /** Tab switches between them. */
  scopes: readonly [ListScope<Item, Detail>, ...ListScope<Item, Detail>[]];
  position: ListPosition;
  nameOf(item: Item): string;
  createSearch(items: readonly Item[]): Search<Item>;
  /** By the letter of their key, with Ctrl. */
  actions: Readonly<Record<string, ListAction<Item, Action>>>;
  /** Loads details of the active item. The list works without them, so errors are ignored. */
  loadDetail(item: Item): Promise<Detail | undefined>;
  notice: string | undefined;
  stdout: Terminal['stdout'];
}

export interface Picked<Item, Action extends string> {
  /** Undefined if the list was left without one. */
  choice: { action: Action | 'open'; item: Item; answer: string } | undefined;
  position: ListPosition;
}

/** readline's line, at a key press. */
export interface Line {
  line: string;
  clearLine(direction: 0): void;
  write(text: string): void;
}
