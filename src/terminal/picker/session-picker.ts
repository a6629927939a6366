import type { ChalkInstance } from 'chalk';
import type { Exchange } from '../../core/conversation.ts';
import type { Listed } from '../../core/listing.ts';
import { oneLine } from '../../core/printable.ts';
import type { Session } from '../../core/session.ts';
import { runPrompt, type Terminal } from '../asking.ts';
import { fitTo } from '../line-fit.ts';
import { type Ruler, rulerFor } from '../ruler.ts';
import { type ColumnKey, type SessionColumn, sessionColumns, type Viewer } from '../session-columns.ts';
import { painter } from '../session-table.ts';
import { styleFor } from '../style.ts';
import { type Cell, layRows } from '../table.ts';
import type { Choice, Position } from './choice.ts';
import type { ListAction, ListInput, Picked } from './list-input.ts';
import { listPrompt } from './list-prompt.ts';
import type { ListLook } from './list-view.ts';
import { searchSessions } from './search.ts';

interface SessionPickerInput {
  listed: readonly Listed[];
  isHere(session: Session): boolean;
  position: Position;
  notice: string | undefined;
  preview(session: Session): Promise<Exchange | undefined>;
  /** Why a name or tags are not acceptable; undefined if they are. */
  refuse(choice: Choice): string | undefined;
}

interface PickedSession {
  /** Undefined if the picker was left without one. */
  choice: Choice | undefined;
  position: Position;
}

type Action = Exclude<Choice['action'], 'open'>;

const scopes = ['here', 'all'] as const;

/** Shows sessions to choose from. @throws ChorusError (exit code 130, or the signal's) if Ctrl-C or a signal ends it. */
export async function pickSession(shown: SessionPickerInput, viewer: Viewer, terminal: Terminal): Promise<PickedSession> {
  const { listed, isHere, position, notice, preview, refuse } = shown;
  const texts = listed.flatMap((each) => Object.values(sessionColumns).map((column) => column.text(each, viewer)));
  const ruler = await rulerFor(texts);
  const look = (columns: readonly ColumnKey[]) => sessionLook(columns, styleFor(terminal.stdout, terminal.env), ruler, viewer);
  const input: ListInput<Listed, Action, Exchange> = {
    scopes: [
      { title: 'Sessions of this directory:', items: listed.filter(({ session }) => isHere(session)), look: look(columnsHere) },
      { title: 'All sessions:', items: listed, look: look(columnsOfAll) },
    ],
    position: { ...position, scope: scopes.indexOf(position.scope) },
    nameOf: ({ session }) => session.name,
    createSearch: searchSessions,
    actions: sessionActions(refuse),
    loadDetail: ({ session }) => preview(session),
    notice,
    stdout: terminal.stdout,
  };
  const picked = await runPrompt<Picked<Listed, Action>>(terminal, (context) => listPrompt<Listed, Action, Exchange>()(input, context));
  const { action, item, answer = '' } = picked.choice ?? {};
  return {
    choice: action && item && choiceOf(action, item, answer),
    position: { ...picked.position, scope: scopes[picked.position.scope] ?? 'all' },
  };
}

export function sessionActions(refuse: SessionPickerInput['refuse']): Record<string, ListAction<Listed, Action>> {
  const asking = (action: Action, question: (name: string) => string, proposed: (session: Session) => string = () => '') => ({
    action,
    question: ({ session }: Listed) => question(session.name),
    proposed: ({ session }: Listed) => proposed(session),
    isYesNo: action === 'remove',
    refuse: (item: Listed, answer: string) => refuse(choiceOf(action, item, answer)),
  });
  return {
    f: asking('fork', (name) => `Name of the branch of ${name}:`),
    r: asking(
      'rename',
      (name) => `New name of ${name}:`,
      ({ name }) => name,
    ),
    t: asking(
      'tag',
      (name) => `Tags of ${name}, separated by commas:`,
      ({ tags }) => tags.join(', '),
    ),
    x: asking('remove', (name) => `Forget ${name}? Claude's transcript stays. (y/N)`),
  };
}

function choiceOf(action: Action | 'open', { session: { name } }: Listed, answer: string): Choice {
  if (action === 'open' || action === 'remove') return { action, name };
  if (action !== 'tag') return { action, name, to: answer.trim() };
  const tags = answer.split(',').map((tag) => tag.trim());
  return { action, name, tags: tags.filter((tag) => tag !== '') };
}

export const columnsHere: readonly ColumnKey[] = ['name', 'used', 'verdict', 'model', 'turns', 'cost', 'tags', 'note'];
const columnsOfAll: readonly ColumnKey[] = ['name', 'used', 'verdict', 'model', 'cost', 'tags', 'directory', 'note'];

/** The most lines to show of each side of the last exchange. */
const previewLines = 3;

export function sessionLook(keys: readonly ColumnKey[], style: ChalkInstance, ruler: Ruler, viewer: Viewer): ListLook<Listed, Exchange> {
  const columns = keys.map((key): SessionColumn => sessionColumns[key]);
  return {
    style,
    drawItems: (items, active, available) => {
      const cells = items.map((each, row) =>
        columns.map((column): Cell => {
          const isActiveName = row === active && column === sessionColumns.name;
          return { text: column.text(each, viewer), paint: isActiveName ? style.cyan.bold : painter(style, column.tone?.(each)) };
        }),
      );
      return layRows(columns, cells, ruler, { available });
    },
    drawDetail: (_, exchange, width) => {
      if (!exchange) return [];
      const said = [
        ['you', exchange.prompt],
        ['claude', exchange.answer],
      ] as const;
      return said.flatMap(([who, text]) => {
        const [first = '', ...rest] = beginningOf(text, width - 10);
        return [`  ${style.dim(who.padEnd(6))} ${first}`, ...rest.map((line) => `         ${line}`)];
      });
    },
    keys: ['enter resume', '^f fork', '^r rename', '^t tag', '^x remove', 'tab all/here', 'esc quit'],
    noItem: 'no session here',
    noMatch: 'no match',
  };
}

/** Its first lines. The rest of a long text is not even wrapped, since no screen has room for it. */
function beginningOf(text: string, width: number): string[] {
  const lines = fitTo(width)
    .wrap(oneLine(text.trim().slice(0, 2000)), 0)
    .split('\n');
  return lines.length <= previewLines ? lines : [...lines.slice(0, previewLines - 1), `${lines[previewLines - 1]?.slice(0, -1)}…`];
}
