import { standingOf, turnStandingOf } from '../../core/verdict-signs.ts';
import type { ReportCall } from '../data.ts';
import type { Dates } from './dates.ts';
import { html, type Markup } from './html.ts';
import { drawVerdict, drawWord } from './verdict-words.ts';

export function drawFailures(failures: readonly ReportCall[], dates: Dates): Markup {
  return html`<ol class="failures">${failures.map(
    (failed) =>
      html`<li><time datetime="${failed.time}">${dates.moment(failed.time)}</time><b>${failed.session}</b>${drawVerdict(failed.verdict)}${drawWord(
        `turn ${failed.turn}`,
        turnStandingOf(failed.turn),
      )}<span class="why">${reasonOf(failed)} <span class="quiet">exit ${failed.exitCode}</span></span></li>`,
  )}</ol>`;
}

const troubles: Record<string, string> = {
  error: 'Claude reported an error',
  denied: 'tools were denied',
  limit: 'a limit was reached',
  interrupted: 'it was interrupted',
  timeout: 'it ran out of time',
  none: 'it ended without a result',
};

/** The reason of a good verdict does not explain a failure. */
function reasonOf({ verdict, reason, turn }: ReportCall): string {
  return standingOf(verdict) === 'good' ? (troubles[turn] ?? 'not all of it could be recorded') : reason;
}
