import { createPrompt, useEffect, useKeypress, useMemo, useState } from '@inquirer/core';
import type { Terminal } from '../asking.ts';
import { commandOf, type ListCommand, ownValue } from './keys.ts';
import { drawList, type ListLook, type Size } from './list-view.ts';
import type { Search } from './search.ts';
import { step } from './window.ts';

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
interface Line {
  line: string;
  clearLine(direction: 0): void;
  write(text: string): void;
}

/** Items to choose from, with a search that is typed at once. Keys, line editing and drawing are @inquirer/core's. */
export function listPrompt<Item, Action extends string, Detail>() {
  return createPrompt<Picked<Item, Action>, ListInput<Item, Action, Detail>>((input, done) => {
    const list = useList(input);
    const size = useSize(input.stdout);
    const detail = useDetail(input, list.item);
    const [notice, setNotice] = useState(input.notice);
    const finish = (choice: Picked<Item, Action>['choice']) =>
      done({ choice, position: { scope: list.scopeIndex, query: list.query, name: list.item && input.nameOf(list.item) } });
    const question = useQuestion<Item, Action>(list, setNotice, finish);

    const obey = (command: ListCommand) => {
      const page = Math.max(1, size.rows - 12);
      const steps: Partial<Record<ListCommand, number>> = { up: -1, down: 1, 'page-up': -page, 'page-down': page };
      if (command === 'quit') finish(undefined);
      else if (command === 'scope') list.changeScope();
      else if (command !== 'open') list.step(steps[command] ?? 0);
      else if (list.item !== undefined) finish({ action: 'open', item: list.item, answer: '' });
    };
    useKeypress((key, line) => {
      if (question.action) return question.answer(key.name, line);
      const action = key.ctrl ? ownValue(input.actions, key.name) : undefined;
      const command = commandOf(key);
      if (!action && !command && line.line === list.query) return;
      setNotice(undefined);
      if (!action && !command) return list.search(line.line);
      // Undoes what the key did to the line.
      rewrite(line, list.query);
      if (command) obey(command);
      else if (action && list.item !== undefined) question.ask(action, list.item, line);
    });

    const { title, look } = list.scope;
    return [
      `${look.style.bold(question.text ?? title)} ${question.action ? question.typed : list.query}`,
      drawList({ ...list, detail, notice }, look, size),
    ];
  });
}

function rewrite(line: Line, text: string): void {
  line.clearLine(0);
  line.write(text);
}

/** What is searched for, what was found, and which item is active. */
function useList<Item, Action extends string, Detail>({ scopes, position, createSearch, nameOf }: ListInput<Item, Action, Detail>) {
  const [scopeIndex, setScopeIndex] = useState(position.scope);
  const scope = scopes[scopeIndex] ?? scopes[0];
  const [query, setQuery] = useState(position.query);
  const search = useMemo(() => createSearch(scope.items), [scope]);
  const found = useMemo(() => search(query), [search, query]);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      found.findIndex((item) => nameOf(item) === position.name),
    ),
  );
  useEffect((line) => {
    if (position.query !== '') line.write(position.query);
  }, []);
  return {
    scope,
    scopeIndex,
    query,
    total: scope.items.length,
    found,
    active,
    item: found[active],
    changeScope: () => {
      if (scopes.length === 1) return;
      setActive(0);
      setScopeIndex((scopeIndex + 1) % scopes.length);
    },
    search: (typed: string) => {
      setActive(0);
      setQuery(typed);
    },
    step: (by: number) => setActive(step(active, by, found.length)),
  };
}

/** A question about the active item, and what has been answered so far. */
function useQuestion<Item, Action extends string>(
  { item, query }: { item: Item | undefined; query: string },
  setNotice: (notice: string | undefined) => void,
  finish: (choice: Picked<Item, Action>['choice']) => void,
) {
  const [action, setAction] = useState<ListAction<Item, Action> | undefined>(undefined);
  const [typed, setTyped] = useState('');
  return {
    action,
    typed,
    text: action && item !== undefined ? action.question(item) : undefined,
    ask: (asked: ListAction<Item, Action>, about: Item, line: Line) => {
      setAction(asked);
      setTyped(asked.proposed(about));
      rewrite(line, asked.proposed(about));
    },
    answer: (key: string, line: Line) => {
      if (!action || item === undefined) return;
      const isEnter = key === 'return' || key === 'enter';
      if (key === 'escape' || (action.isYesNo && key !== 'y')) {
        setAction(undefined);
        setNotice(undefined);
        rewrite(line, query);
      } else if (!isEnter && !action.isYesNo) setTyped(line.line);
      else {
        const refusal = action.refuse(item, typed);
        if (refusal === undefined) return finish({ action: action.action, item, answer: typed });
        setNotice(refusal);
        // Enter emptied the line.
        line.write(typed);
      }
    },
  };
}

function useSize(stdout: Terminal['stdout']): Size {
  const read = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const [size, setSize] = useState(read());
  useEffect(() => {
    const change = () => setSize(read());
    stdout.on('resize', change);
    return () => stdout.off('resize', change);
  }, []);
  return size;
}

function useDetail<Item, Action extends string, Detail>(
  { loadDetail, nameOf }: ListInput<Item, Action, Detail>,
  item: Item | undefined,
): Detail | null | undefined {
  const loaded = useMemo(() => new Map<string, Detail | null>(), []);
  const [, setLoaded] = useState<string>();
  const name = item && nameOf(item);
  useEffect(() => {
    if (item === undefined || name === undefined || loaded.has(name)) return;
    const show = (detail: Detail | undefined) => {
      loaded.set(name, detail ?? null);
      setLoaded(name);
    };
    loadDetail(item).then(show, () => show(undefined));
  }, [name]);
  return name === undefined ? undefined : loaded.get(name);
}
