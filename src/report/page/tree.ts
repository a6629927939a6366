import { formatCost, formatCount, formatTokens } from '../../core/amounts.ts';
import type { ReportSession } from '../data.ts';
import type { Dates } from './dates.ts';
import { html, Markup } from './html.ts';
import { round } from './plot.ts';
import { drawVerdict } from './verdict-words.ts';

/** Browsers stop nesting at a few hundred elements, which nobody could read anyway. */
const deepest = 12;

/** Sessions as nested lists, each fork below its parent. */
export function drawTree(
  sessions: readonly ReportSession[],
  anchorOf: (session: ReportSession) => string | undefined,
  dates: Dates,
): Markup {
  const mostUsd = sessions.reduce((most, { costUsd }) => Math.max(most, costUsd), 0);
  const parts: string[] = [];
  let open = -1;
  for (const session of sessions) {
    const depth = Math.min(session.depth, deepest);
    if (depth > open) parts.push(depth === 0 ? '<ul class="tree">' : '<ul>');
    else parts.push(...'</li></ul>'.repeat(open - depth), '</li>');
    parts.push('<li>', drawRow(session, anchorOf(session), mostUsd, dates).text);
    open = depth;
  }
  return new Markup(`${parts.join('')}${'</li></ul>'.repeat(open + 1)}`);
}

function drawRow(session: ReportSession, anchor: string | undefined, mostUsd: number, dates: Dates): Markup {
  const { name, verdict, turns, costUsd, contextTokens, lastActiveAt, tags, parent, depth } = session;
  const share = mostUsd > 0 ? round((costUsd / mostUsd) * 100) : 0;
  return html`<div class="row"><span class="who">${anchor === undefined ? html`<b>${name}</b>` : html`<a href="#${anchor}">${name}</a>`}${drawState(session)}${
    parent && (depth === 0 || depth > deepest) && html` <span class="quiet">fork of ${parent.name}</span>`
  }${drawTags(tags)}</span>${drawVerdict(verdict)}<span class="num turns">${formatCount(turns, 'turn')}</span><span class="num cost">${formatCost(
    costUsd,
  )}<svg class="share" width="100%" height="3" aria-hidden="true"><rect width="${share}%" height="3" rx="1.5"/></svg></span><span class="num context">${
    contextTokens === null ? html`<span class="quiet">–</span>` : `${formatTokens(contextTokens)} tokens`
  }</span><span class="num last">${lastActiveAt === null ? '–' : html`<time datetime="${lastActiveAt}">${dates.day(lastActiveAt)}</time>`}</span></div>`;
}

/** A badge for a session that is removed or damaged. */
export function drawState({ kept }: ReportSession): Markup | false {
  if (kept === 'kept') return false;
  return html` <span class="badge ${kept}">${kept === 'removed' ? 'removed' : '! file damaged'}</span>`;
}

export function drawTags(tags: readonly string[]): Markup[] {
  return tags.map((tag) => html` <span class="tag">${tag}</span>`);
}
