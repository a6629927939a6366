import type { ChalkInstance } from 'chalk';
import type { KeptConversation } from '../../core/conversation.ts';
import { squeezed } from '../../core/printable.ts';
import { givenUp, runPrompt, type Terminal } from '../asking.ts';
import { type ConversationView, tabulateConversations } from '../conversations.ts';
import { type Ruler, rulerFor } from '../ruler.ts';
import { styleFor } from '../style.ts';
import { layRows } from '../table.ts';
import type { ListInput, Picked } from './list-input.ts';
import { listPrompt } from './list-prompt.ts';
import type { ListLook } from './list-view.ts';
import { searchConversations } from './search.ts';

type Row = readonly { text: string }[];

/** Lets a person choose a conversation. @throws ChorusError (exit code 130, or the signal's) if they give up, or a signal ends it. */
export async function pickConversation(
  conversations: readonly KeptConversation[],
  view: ConversationView,
  terminal: Terminal,
): Promise<KeptConversation> {
  const { columns, rows } = tabulateConversations(conversations, view, false);
  const rowOf = new Map(conversations.map((each, index): [KeptConversation, Row] => [each, rows[index] ?? []]));
  const directories = conversations.map(({ cwd }) => cwd ?? '');
  const ruler = await rulerFor([...rows.flatMap((row) => row.map(({ text }) => text)), ...directories]);
  const look = conversationLook(styleFor(terminal.stdout, terminal.env), ruler, (items, available) =>
    layRows(
      columns,
      items.map((item) => rowOf.get(item) ?? []),
      ruler,
      { available },
    ),
  );
  const input: ListInput<KeptConversation, never, never> = {
    scopes: [{ title: 'Which conversation?', items: conversations, look }],
    position: { scope: 0, query: '' },
    nameOf: ({ path }) => path,
    createSearch: searchConversations,
    actions: {},
    loadDetail: () => Promise.resolve(undefined),
    notice: undefined,
    stdout: terminal.stdout,
  };
  const { choice } = await runPrompt<Picked<KeptConversation, never>>(terminal, (context) =>
    listPrompt<KeptConversation, never, never>()(input, context),
  );
  if (!choice) throw givenUp();
  return choice.item;
}

function conversationLook(
  style: ChalkInstance,
  ruler: Ruler,
  layItems: (items: readonly KeptConversation[], available: number) => string[],
): ListLook<KeptConversation, never> {
  return {
    style,
    drawItems: (items, active, available) => layItems(items, available).map((line, row) => (row === active ? style.cyan(line) : line)),
    drawDetail: ({ cwd }, _, width) => (cwd === null ? [] : [`  ${style.dim(ruler.cut(squeezed(cwd), width - 3, 'end'))}`]),
    keys: ['enter adopt', 'type to search', 'esc quit'],
    noItem: 'no conversation here',
    noMatch: 'no match',
  };
}
