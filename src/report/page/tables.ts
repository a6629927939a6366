import { formatCost, formatCount, formatNumber } from '../../core/amounts.ts';
import { formatSpan } from '../../core/durations.ts';
import { standingOf, turnStandingOf } from '../../core/verdict-signs.ts';
import type { Bin, ReportCall, TimeBins } from '../data.ts';
import type { Dates } from './dates.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawVerdict, drawWord } from './verdict-words.ts';

interface Column<Row> {
  name: string;
  isNumber?: boolean;
  cell(row: Row): Content;
}

/** A table that scrolls if it is too wide for the page. */
function drawTable<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const kind = ({ isNumber }: Column<Row>) => (isNumber ? 'num' : 'text');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${columns.map(
    (column) => html`<th scope="col" class="${kind(column)}">${column.name}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${columns.map((column) => html`<td class="${kind(column)}">${column.cell(row)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** The numbers behind the charts. */
export function drawNumbers(overTime: TimeBins, dates: Dates): Markup {
  let sum = 0;
  const rows = overTime.bins
    .map((bin) => {
      sum += bin.costUsd;
      return { bin, sum };
    })
    .filter(({ bin }) => bin.calls > 0);
  return html`<details><summary>These charts as a table</summary>${drawTable('Calls, cost and context over time', timeColumns(overTime, dates), rows)}</details>`;
}

function timeColumns(overTime: TimeBins, dates: Dates): Column<{ bin: Bin; sum: number }>[] {
  return [
    { name: 'When', cell: ({ bin }) => html`<span class="whole">${dates.bin(bin, overTime, 'table')}</span>` },
    { name: 'Calls', isNumber: true, cell: ({ bin }) => formatNumber(bin.calls) },
    { name: 'Turns', isNumber: true, cell: ({ bin }) => formatNumber(bin.turns) },
    { name: 'Cost', isNumber: true, cell: ({ bin }) => formatCost(bin.costUsd) },
    { name: 'Cost so far', isNumber: true, cell: ({ sum }) => formatCost(sum) },
    { name: 'Largest context', isNumber: true, cell: ({ bin }) => formatContext(bin.contextTokens) },
    { name: 'Verdicts', cell: ({ bin }) => drawCounts(bin.verdicts) },
    { name: 'Not ok', cell: ({ bin }) => drawCounts(bin.outcomes, 'ok') },
  ];
}

function drawCounts(counts: Record<string, number>, except?: string): Content {
  const words = Object.entries(counts)
    .filter(([word]) => word !== except)
    .sort(([, a], [, b]) => b - a);
  return words.length === 0 ? '–' : words.map(([word, count]) => `${count} ${word}`).join(', ');
}

export function drawRecentCalls(calls: readonly ReportCall[], all: number, dates: Dates): Markup {
  const what = all > calls.length ? `The last ${calls.length} of ${formatCount(all, 'call')}` : formatCount(all, 'call');
  return html`<details><summary>${what} as a table</summary>${drawTable('Calls, the newest first', callColumns(dates), calls.toReversed())}</details>`;
}

function callColumns(dates: Dates): Column<ReportCall>[] {
  return [
    { name: 'When', cell: ({ time }) => html`<time datetime="${time}">${dates.moment(time)}</time>` },
    { name: 'Command', cell: ({ action }) => action },
    { name: 'Verdict', cell: ({ verdict }) => drawVerdict(verdict) },
    { name: 'Turn', cell: ({ turn }) => drawWord(turn, turnStandingOf(turn)) },
    { name: 'Cost', isNumber: true, cell: ({ costUsd }) => (costUsd === null ? '–' : formatCost(costUsd)) },
    { name: 'Context', isNumber: true, cell: ({ contextTokens }) => formatContext(contextTokens) },
    { name: 'Cache', cell: ({ cache }) => drawCache(cache) },
    { name: 'Took', isNumber: true, cell: ({ durationMs }) => (durationMs > 0 ? formatSpan(durationMs) : '–') },
    { name: 'Model', cell: ({ model }) => model ?? '–' },
  ];
}

/** What was missed cost, where that is a cent or more. */
function drawCache(cache: ReportCall['cache']): Content {
  if (!cache) return '–';
  const { status, costUsd } = cache;
  return status === 'warm' || costUsd === null || costUsd < 0.01 ? status : `${status}, about ${formatCost(costUsd)} more`;
}

function formatContext(tokens: number | null): string {
  return tokens === null ? '–' : formatNumber(tokens);
}

export function countGood(verdicts: Record<string, number>): { good: number; bad: number; unsure: number } {
  const counts = { good: 0, bad: 0, unsure: 0 };
  for (const [word, count] of Object.entries(verdicts)) counts[standingOf(word)] += count;
  return counts;
}
