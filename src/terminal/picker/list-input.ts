import type { Terminal } from '../asking.ts';
import type { ListLook } from './list-view.ts';
import type { Search } from './search.ts';

/** What can be done with an item beside opening it, after a question. */
export interface ListAction<Item, Action> {
  action: Action;
  question(item: Item): string;
  /** What stands in the line when the question is asked. */
  proposed(item: Item): string;
  /** `y` is the only answer that counts; any other key takes the question back. */
  isYesNo?: boolean;
  /** Why an answer will not do; undefined if it will. */
  refuse(item: Item, answer: string): string | undefined;
}

/** Where a list was left, to show it again as it was. */
export interface ListPosition {
  scope: number;
  query: string;
  /** The item under the cursor; if it is no longer there, the first one. */
  name?: string | undefined;
}

export interface ListScope<Item, Detail> {
  title: string;
  items: readonly Item[];
  look: ListLook<Item, Detail>;
}

export interface ListInput<Item, Action extends string, Detail> {
  /** Tab leads from one to the next. */
  scopes: readonly [ListScope<Item, Detail>, ...ListScope<Item, Detail>[]];
  position: ListPosition;
  nameOf(item: Item): string;
  createSearch(items: readonly Item[]): Search<Item>;
  /** By the letter of their key, with Ctrl. */
  actions: Readonly<Record<string, ListAction<Item, Action>>>;
  /** Loads what is shown about the active item. A list without it is still one: errors are ignored. */
  loadDetail(item: Item): Promise<Detail | undefined>;
  notice: string | undefined;
  stdout: Terminal['stdout'];
}

export interface Picked<Item, Action extends string> {
  /** Undefined if the list was left without one. */
  choice: { action: Action | 'open'; item: Item; answer: string } | undefined;
  position: ListPosition;
}

/** readline's line, as a key finds it. */
export interface Line {
  line: string;
  clearLine(direction: 0): void;
  write(text: string): void;
}
