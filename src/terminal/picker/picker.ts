import { createPrompt, useEffect, useKeypress, useMemo, useState } from '@inquirer/core';
import type { Exchange } from '../../core/conversation.ts';
import type { Listed } from '../../core/listing.ts';
import type { Session } from '../../core/session.ts';
import type { Choice, Position } from './choice.ts';
import { type Command, commandOf } from './keys.ts';
import { createSearch } from './match.ts';
import { drawBody, type Surface } from './view.ts';
import { step } from './window.ts';

export interface PickerInput {
  listed: readonly Listed[];
  isHere(session: Session): boolean;
  position: Position;
  notice: string | undefined;
  surface: Omit<Surface, 'columns' | 'rows'>;
  size(): { columns: number; rows: number };
  /** Calls back when the terminal has another size. @returns what stops that. */
  onResize(callback: () => void): () => void;
  preview(session: Session): Promise<Exchange | undefined>;
  /** Why a name or tags will not do; undefined where they will. */
  refuse(choice: Choice): string | undefined;
}

export interface Picked {
  /** Undefined where nothing was. */
  choice: Choice | undefined;
  position: Position;
}

/** What is typed now: a search, or an answer to a question about the active session. */
type Mode = 'search' | 'fork' | 'rename' | 'tag' | 'remove';

const questions: Record<Exclude<Mode, 'search'>, (name: string) => string> = {
  fork: (name) => `Name of the branch of ${name}:`,
  rename: (name) => `New name of ${name}:`,
  tag: (name) => `Tags of ${name}, between commas:`,
  remove: (name) => `Forget ${name}? Claude's transcript stays. (y/N)`,
};

const titles = { here: 'Sessions of this directory:', all: 'All sessions:' } as const;

/** Sessions to choose from, with a search that is typed at once. Keys, line editing and drawing are @inquirer/core's. */
export const pick = createPrompt<Picked, PickerInput>((input, done) => {
  const [mode, setMode] = useState<Mode>('search');
  const [scope, setScope] = useState(input.position.scope);
  const [query, setQuery] = useState(input.position.query);
  const [answer, setAnswer] = useState('');
  const [notice, setNotice] = useState(input.notice);
  const [size, setSize] = useState(input.size());
  const previews = useMemo(() => new Map<string, Exchange | null>(), []);
  const [, setPreviewed] = useState<string>();

  const inScope = useMemo(() => input.listed.filter(({ session }) => scope === 'all' || input.isHere(session)), [scope]);
  const search = useMemo(() => createSearch(inScope), [inScope]);
  const found = useMemo(() => search(query), [search, query]);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      found.findIndex(({ session }) => session.name === input.position.name),
    ),
  );
  const session = found[active]?.session;

  useEffect(() => input.onResize(() => setSize(input.size())), []);
  useEffect((rl) => {
    // What was searched for when the picker was left.
    if (input.position.query !== '') rl.write(input.position.query);
  }, []);
  useEffect(() => {
    if (!session || previews.has(session.name)) return;
    const show = (exchange: Exchange | undefined) => {
      previews.set(session.name, exchange ?? null);
      setPreviewed(session.name);
    };
    // A picker without a preview is still one.
    input.preview(session).then(show, () => show(undefined));
  }, [session?.name]);

  const finish = (choice: Choice | undefined) => done({ choice, position: { scope, query, name: session?.name } });
  const edit = (rl: { clearLine(direction: 0): void; write(text: string): void }, text: string) => {
    rl.clearLine(0);
    rl.write(text);
  };

  const obey = (command: Command, rl: Parameters<typeof edit>[0]) => {
    setNotice(undefined);
    // What the key did to the line, for the line's own sake.
    edit(rl, query);
    const page = Math.max(1, size.rows - 12);
    const steps: Partial<Record<Command, number>> = { up: -1, down: 1, 'page-up': -page, 'page-down': page };
    const by = steps[command];
    if (by !== undefined) return setActive(step(active, by, found.length));
    if (command === 'quit') return finish(undefined);
    if (command === 'scope') {
      setActive(0);
      return setScope(scope === 'here' ? 'all' : 'here');
    }
    if (!session) return;
    if (command === 'open') return finish({ action: 'open', name: session.name });
    const mode = command as Exclude<Mode, 'search'>;
    const given = mode === 'tag' ? session.tags.join(', ') : mode === 'rename' ? session.name : '';
    setMode(mode);
    setAnswer(given);
    edit(rl, given);
  };

  useKeypress((key, rl) => {
    if (mode === 'search') {
      const command = commandOf(key);
      if (command) return obey(command, rl);
      if (rl.line === query) return;
      setNotice(undefined);
      setActive(0);
      return setQuery(rl.line);
    }
    if (!session) return;
    const back = () => {
      setMode('search');
      setNotice(undefined);
      edit(rl, query);
    };
    if (key.name === 'escape') return back();
    if (mode === 'remove') return key.name === 'y' ? finish({ action: 'remove', name: session.name }) : back();
    if (key.name !== 'return' && key.name !== 'enter') return setAnswer(rl.line);
    const choice = choiceOf(mode, session.name, answer.trim());
    const refusal = input.refuse(choice);
    if (refusal === undefined) return finish(choice);
    setNotice(refusal);
    // readline takes the line away when it is sent.
    rl.write(answer);
  });

  const { style } = input.surface;
  const isSearch = mode === 'search';
  const title = isSearch || !session ? titles[scope] : questions[mode](session.name);
  const body = drawBody(
    { scope, found, total: inScope.length, active, preview: session && previews.get(session.name), notice },
    { ...input.surface, ...size },
  );
  return [`${style.bold(title)} ${isSearch ? query : answer}`, body];
});

function choiceOf(mode: 'fork' | 'rename' | 'tag', name: string, answer: string): Choice {
  if (mode !== 'tag') return { action: mode, name, to: answer };
  const tags = answer.split(',').map((tag) => tag.trim());
  return { action: 'tag', name, tags: tags.filter((tag) => tag !== '') };
}
