import { formatCost, formatCount, formatNumber, formatTokens } from '../../core/amounts.ts';
import { formatSpan } from '../../core/durations.ts';
import type { Report } from '../data.ts';
import type { Dates } from './dates.ts';
import { type Content, html, type Markup } from './html.ts';
import { countGood } from './tables.ts';
import { drawTags } from './tree.ts';
import { drawWord } from './verdict-words.ts';

export function drawHeader(report: Report, dates: Dates): Markup {
  const { scope, totals, period } = report;
  const facts = [
    `${formatCount(totals.sessions, 'session')}${totals.removed > 0 ? ` (${totals.removed} removed)` : ''}`,
    ...(period ? [dates.span(period.from, period.to)] : []),
  ];
  const forks = totals.sessions - 1;
  const title = scope.name === null ? 'All sessions' : scope.name;
  return html`<header><p class="brand">chorus report</p><h1>${title}${
    scope.name !== null && forks > 0 && html` <span class="quiet">and ${formatCount(forks, 'fork')}</span>`
  }${drawTags(scope.tags)}</h1><p class="lead">${facts.map((fact, index) => html`${index > 0 && ' · '}<span class="whole">${fact}</span>`)}</p><dl class="tiles">${tilesOf(
    report,
  ).map(
    ({ term, value, below }) => html`<div><dt>${term}</dt><dd><b>${value}</b>${below && html`<span>${below}</span>`}</dd></div>`,
  )}</dl></header>`;
}

interface Tile {
  term: string;
  value: Content;
  below?: Content;
}

function tilesOf({ totals, verdicts }: Report): Tile[] {
  const { good, bad, unsure } = countGood(verdicts);
  const judged = good + bad + unsure;
  const doubts = [
    bad > 0 && drawWord(`${formatNumber(bad)} not`, 'bad'),
    unsure > 0 && drawWord(`${formatNumber(unsure)} unverified`, 'unsure'),
  ].filter((each) => each !== false);
  return [
    {
      term: 'Cost',
      value: formatCost(totals.costUsd),
      below: totals.turns > 0 && `${formatCost(totals.costUsd / totals.turns)} per turn${cacheCostWords(totals)}`,
    },
    {
      term: 'Turns',
      value: formatNumber(totals.turns),
      below: totals.calls > 0 && html`in ${formatCount(totals.calls, 'call')}${failedWords(totals, judged)}`,
    },
    {
      term: 'Continued as asked',
      value: judged === 0 ? '–' : html`${formatNumber(good)} <small>of ${formatNumber(judged)}</small>`,
      below: judged > 0 && (doubts.length > 0 ? doubts.map((doubt) => html`${doubt} `) : drawWord('every call', 'good')),
    },
    {
      term: 'Largest context',
      value: totals.contextTokens === null ? '–' : formatTokens(totals.contextTokens),
      below: totals.contextTokens !== null && 'tokens',
    },
    {
      term: 'Time in calls',
      value: totals.durationMs > 0 ? formatSpan(totals.durationMs) : '–',
      below: totals.durationMs > 0 && `${formatSpan(totals.durationMs / judged)} per call`,
    },
  ];
}

/** What was sent again because the prompt cache was cold or broken. */
function cacheCostWords({ cacheCostUsd }: Report['totals']): string {
  return cacheCostUsd < 0.01 ? '' : `; missed cache about ${formatCost(cacheCostUsd)}`;
}

/** Calls that are counted only in the sessions may have failed. */
function failedWords({ failed, calls }: Report['totals'], judged: number): Content {
  if (failed > 0) return html`, ${drawWord(`${formatNumber(failed)} failed`, 'bad')}`;
  if (judged === 0) return '';
  return judged >= calls ? html`, ${drawWord('none failed', 'good')}` : `; none of ${formatCount(judged, 'logged call')} failed`;
}

/** What the report could not read, or could not place in time. */
export function drawLeftOut({ leftOut, totals }: Report): Markup | false {
  const { sessions, lines } = leftOut;
  const notes: Content[] = [
    ...(sessions.length > 0
      ? [
          html`${formatCount(sessions.length, 'session file')} cannot be read and ${sessions.length === 1 ? 'is' : 'are'} left out; to see why, run <code>chorus doctor</code>. <span class="quiet">${sessions
            .slice(0, 20)
            .map(({ name }) => name)
            .join(', ')}${sessions.length > 20 && ' …'}</span>`,
        ]
      : []),
    ...(lines > 0 ? [`${formatCount(lines, 'damaged line')} of the log ${lines === 1 ? 'is' : 'are'} left out.`] : []),
    ...(totals.unloggedCostUsd >= 0.00005
      ? [`${formatCost(totals.unloggedCostUsd)} of the cost is known only from the sessions: no call in the log says when.`]
      : []),
  ];
  return (
    notes.length > 0 && html`<aside class="left-out" aria-label="Left out"><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></aside>`
  );
}
