import { useEffect, useMemo, useState } from '@inquirer/core';
import type { Terminal } from '../asking.ts';
import type { Line, ListAction, ListInput, Picked } from './list-input.ts';
import type { Size } from './list-view.ts';
import { step } from './window.ts';

export function rewrite(line: Line, text: string): void {
  line.clearLine(0);
  line.write(text);
}

/** The search, what it found, and which item is active. */
export function useList<Item, Action extends string, Detail>({ scopes, position, createSearch, nameOf }: ListInput<Item, Action, Detail>) {
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

/** A question about the active item, and what was typed so far. */
export function useQuestion<Item, Action extends string>(
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
        // Enter has emptied the line.
        line.write(typed);
      }
    },
  };
}

export function useSize(stdout: Terminal['stdout']): Size {
  const read = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const [size, setSize] = useState(read());
  useEffect(() => {
    const change = () => setSize(read());
    stdout.on('resize', change);
    return () => stdout.off('resize', change);
  }, []);
  return size;
}

export function useDetail<Item, Action extends string, Detail>(
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
