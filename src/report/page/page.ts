import { createHash } from 'node:crypto';
import type { Report, ReportSession } from '../data.ts';
import { drawContextOverTime, drawCostOverTime, nameTimes } from './charts.ts';
import { type Dates, datesIn } from './dates.ts';
import { drawFailures } from './failures.ts';
import { html, Markup } from './html.ts';
import { drawLanes, laneSymbols } from './lanes.ts';
import { pageMark } from './mark.ts';
import { drawHeader, drawLeftOut } from './overview.ts';
import { drawSession } from './session-section.ts';
import { styleSheet } from './style.ts';
import { drawNumbers } from './tables.ts';
import { drawTree } from './tree.ts';

/** At most this many sessions get a section of their own: a phone cannot open a page with thousands. */
const mostSections = 100;

/** A self-contained page: no scripts, no network, and the style sheet inside. */
export function renderReport(report: Report): string {
  const dates = datesIn(report.timeZone);
  const digest = createHash('sha256').update(styleSheet).digest('base64');
  const title = report.scope.name === null ? 'chorus report' : `${report.scope.name} · chorus report`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'">
${new Markup(pageMark)}${report.generator.replace(/^chorus /, '')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
${laneSymbols}
<main>
${drawHeader(report, dates)}
${drawLeftOut(report)}
${drawBody(report, dates)}
</main>
<footer><p>Made by ${report.generator} on ${dates.moment(report.generatedAt)} (${report.timeZone}). It contains no prompts or answers, runs no scripts, and makes no network requests.</p></footer>
</body>
</html>
`;
  return page.text;
}

function drawBody(report: Report, dates: Dates): Markup {
  const { sessions, overTime, failures, scope } = report;
  if (sessions.length === 0) {
    return html`<section><p class="empty">${scope.tags.length > 0 ? 'No session has these tags.' : 'There is no session yet. Start one: chorus new <name> "<prompt>"'}</p></section>`;
  }
  const anchors = anchorsOf(sessions);
  const shown = sessions.filter(({ key }) => anchors.has(key));
  return html`${overTime && drawOverTime(report, overTime, dates)}${drawSessions(report, anchors, dates)}${
    failures.length > 0 && html`<section id="failed"><h2>What failed last</h2>${drawFailures(failures, dates)}</section>`
  }${shown.map((session) => drawSession({ session, anchor: anchors.get(session.key) ?? '', anchorOf: (key) => anchors.get(key), dates }))}${
    shown.length < sessions.length &&
    html`<p class="quiet">Only the ${shown.length} sessions used last have a section. For another one: <code>chorus report &lt;name&gt;</code></p>`
  }`;
}

function drawSessions({ sessions }: Report, anchors: ReadonlyMap<string, string>, dates: Dates): Markup {
  const hasForks = sessions.some(({ depth }) => depth > 0);
  return html`<section id="sessions"><h2>Sessions</h2>${
    hasForks && html`<p class="lead">A fork is listed below the session that it was forked from.</p>`
  }${drawTree(sessions, ({ key }) => anchors.get(key), dates)}</section>`;
}

function drawOverTime({ sessions }: Report, overTime: NonNullable<Report['overTime']>, dates: Dates): Markup {
  const naming = nameTimes(overTime, dates);
  return html`<section id="time"><h2>${sessions.length > 1 ? 'Over time, all sessions' : 'Over time'}</h2><div class="pair">${drawCostOverTime(overTime, naming)}${drawContextOverTime(
    overTime,
    naming,
  )}</div><h3>Verdicts</h3><p class="lead">Did each call continue the conversation that was asked for?</p>${drawLanes({ bins: overTime.bins, ...naming })}${drawNumbers(overTime, dates)}</section>`;
}

function anchorsOf(sessions: readonly ReportSession[]): Map<string, string> {
  const lastUsed = [...sessions].sort((a, b) => (b.lastActiveAt ?? '').localeCompare(a.lastActiveAt ?? '')).slice(0, mostSections);
  const drawn = new Set(lastUsed);
  return new Map(sessions.flatMap((session, index) => (drawn.has(session) ? [[session.key, `s${index + 1}`] as const] : [])));
}
