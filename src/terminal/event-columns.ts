import { formatCost, formatCount } from '../core/amounts.ts';
import { formatSpan, formatTime } from '../core/durations.ts';
import type { TurnEvent } from '../core/event.ts';
import { oneLine } from '../core/printable.ts';
import { standingOf } from '../core/verdict-signs.ts';
import { type SignedWord, signed, turnWords } from './session-words.ts';
import type { TableColumn } from './table.ts';

interface EventColumn extends TableColumn {
  cell(event: TurnEvent): SignedWord;
}

const plain = (text: string): SignedWord => ({ text: oneLine(text), tone: 'none' });

/** The columns of `chorus log`. */
export const eventColumns: readonly EventColumn[] = [
  // Local time; --json has the times as they are stored.
  { title: 'ENDED', importance: 80, cell: ({ time }) => plain(timeWords(time)) },
  { title: 'SESSION', importance: 100, shorten: { enough: 20, least: 12 }, cell: ({ session }) => plain(session) },
  { title: 'COMMAND', importance: 50, cell: ({ action }) => plain(action) },
  { title: 'VERDICT', importance: 95, cell: ({ verdict }) => signed(verdict, standingOf(verdict)) },
  { title: 'TURN', importance: 90, cell: ({ turn }) => turnWords(turn) },
  { title: 'EXIT', importance: 75, align: 'right', cell: ({ exitCode }) => plain(String(exitCode)) },
  { title: 'COST', importance: 40, align: 'right', cell: ({ costUsd }) => plain(costUsd === null ? '-' : formatCost(costUsd)) },
  { title: 'TOOK', importance: 30, align: 'right', cell: ({ durationMs }) => plain(durationMs > 0 ? formatSpan(durationMs) : '-') },
  { title: 'MODEL', importance: 20, cell: ({ model }) => plain(model.effective ?? model.asked ?? '-') },
  { title: 'WHY', importance: 60, shorten: { enough: 20, least: 12 }, cell: (event) => plain(whyWords(event)) },
];

function timeWords(time: string): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? time : formatTime(moment);
}

/** Why the verdict is what it is, and what else is worth knowing. */
function whyWords({ reason, expectedId, actualId, restored, interactive, prompts = 0 }: TurnEvent): string {
  return [
    reason,
    ...(actualId !== null && expectedId !== null && actualId !== expectedId ? [`the conversation is ${actualId}`] : []),
    ...(restored ? ['restored from the vault'] : []),
    ...(interactive ? [`interactive, ${formatCount(prompts, 'prompt')}`] : []),
  ].join('; ');
}
