import { formatCost, formatNumber } from '../../core/amounts.ts';
import { formatSpan } from '../../core/durations.ts';
import { turnStandingOf } from '../../core/verdict-signs.ts';
import type { ReportSession } from '../data.ts';
import { drawContextByCall, drawCostByCall, nameCalls } from './charts.ts';
import type { Dates } from './dates.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawLanes } from './lanes.ts';
import { drawRecentCalls } from './tables.ts';
import { drawState, drawTags } from './tree.ts';
import { drawVerdict, drawWord } from './verdict-words.ts';

interface SectionInput {
  session: ReportSession;
  anchor: string;
  /** The id of a session's section; undefined if it has none. */
  anchorOf(key: string): string | undefined;
  dates: Dates;
}

export function drawSession({ session, anchor, anchorOf, dates }: SectionInput): Markup {
  const { name, note, tags, byCall, recent } = session;
  const logged = byCall.bins.reduce((sum, { calls }) => sum + calls, 0);
  return html`<section class="session" id="${anchor}" aria-labelledby="${anchor}-name"><h2 id="${anchor}-name">${name}${drawState(session)}${drawTags(tags)}</h2>${
    note !== null && note !== '' && html`<p class="note">${note}</p>`
  }<dl class="facts">${factsOf(session, anchorOf, dates).map(
    ([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`,
  )}</dl>${logged > 1 && drawCharts(session, dates)}${logged > 0 && drawRecentCalls(recent, logged, dates)}</section>`;
}

function drawCharts({ byCall }: ReportSession, dates: Dates): Markup {
  const naming = nameCalls(byCall, dates);
  return html`<div class="pair">${drawCostByCall(byCall, naming)}${drawContextByCall(byCall, naming)}</div><h3>Verdicts</h3>${drawLanes({ bins: byCall.bins, ...naming })}`;
}

function factsOf(session: ReportSession, anchorOf: SectionInput['anchorOf'], dates: Dates): (readonly [string, Content])[] {
  const { kept, parent, sessionId, cwd, model, permissionMode, profile, release, createdAt, lastActiveAt, contextTokens } = session;
  const when = (iso: string) => html`<time datetime="${iso}">${dates.moment(iso)}</time>`;
  const facts: (readonly [string, Content])[] = [
    ['Last verdict', drawVerdict(session.verdict)],
    ['Last turn', session.turn === null ? null : drawWord(session.turn, turnStandingOf(session.turn))],
    ['Turns', formatNumber(session.turns)],
    ['Calls', session.failed > 0 ? `${formatNumber(session.calls)}, ${formatNumber(session.failed)} failed` : formatNumber(session.calls)],
    ['Cost', formatCost(session.costUsd)],
    ['Context', contextTokens === null ? null : `${formatNumber(contextTokens)} tokens`],
    ['Time in calls', session.durationMs > 0 ? formatSpan(session.durationMs) : null],
    ['Forked from', parent && drawParent(parent, anchorOf)],
    ['Model', model],
    ['Permission mode', permissionMode],
    ['Profile', profile],
    ['Began', createdAt && when(createdAt)],
    ['Last used', lastActiveAt && when(lastActiveAt)],
    ['Claude', release],
    ['Directory', cwd && html`<code>${cwd}</code>`],
    ['Conversation', sessionId && html`<code>${sessionId}</code>`],
    [
      'Known from',
      kept === 'kept'
        ? null
        : `only ${session.calls > 0 ? 'the log' : 'its forks'}: ${kept === 'removed' ? 'it was removed' : 'its file is damaged (chorus doctor)'}`,
    ],
  ];
  return facts.filter(([, fact]) => fact !== null);
}

function drawParent({ name, key }: NonNullable<ReportSession['parent']>, anchorOf: SectionInput['anchorOf']): Content {
  const anchor = key === null ? undefined : anchorOf(key);
  return anchor === undefined ? name : html`<a href="#${anchor}">${name}</a>`;
}
