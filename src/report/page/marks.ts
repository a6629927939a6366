import { html, type Markup } from './html.ts';
import { centerOf, round, type Scale } from './plot.ts';

export interface Mark {
  /** Null if unknown. */
  amount: number | null;
  /** Shown when the pointer is over the mark. */
  title: string;
}

/** The width of the widest bar in percent, so that a few bars do not fill the chart. */
const widest = 5;

export function drawBars(marks: readonly Mark[], { y, top, bottom }: Scale): Markup[] {
  const band = 100 / marks.length;
  const width = round(Math.min(widest, band * 0.76));
  return marks.map(({ amount, title }, index) => {
    if (!amount) return html``;
    // At least a pixel and a half, so that a small amount does not look like nothing.
    const from = Math.min(y(amount), bottom - 1.5);
    return html`<g><title>${title}</title><rect class="hit" x="${round(index * band)}%" y="${top}" width="${round(band)}%" height="${bottom - top}"/><rect class="bar" x="${round(centerOf(index, marks.length) - width / 2)}%" y="${from}" width="${width}%" height="${round(bottom - from)}" rx="1.5"/></g>`;
  });
}

/** With more points than this, only the line is drawn. */
const mostDots = 30;

/** A line through the known points. */
export function drawLine(marks: readonly Mark[], { y, top, bottom }: Scale): Markup[] {
  const points = marks.flatMap(({ amount, title }, index) =>
    amount === null ? [] : [{ at: centerOf(index, marks.length), y: y(amount), title }],
  );
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.at} ${point.y}`).join('');
  const area = `${path}L${points.at(-1)?.at ?? 0} ${bottom}L${points[0]?.at ?? 0} ${bottom}Z`;
  const band = 100 / marks.length;
  return [
    html`<svg class="stretch" x="0" y="0" width="100%" height="${bottom}" viewBox="0 0 100 ${bottom}" preserveAspectRatio="none"><path class="area" d="${area}"/><path class="line" d="${path}" vector-effect="non-scaling-stroke"/></svg>`,
    ...points.map(
      (point) =>
        html`<g><title>${point.title}</title><rect class="hit" x="${round(point.at - band / 2)}%" y="${top}" width="${round(band)}%" height="${bottom - top}"/>${points.length <= mostDots && html`<circle class="dot" cx="${point.at}%" cy="${point.y}" r="3"/>`}</g>`,
    ),
  ];
}
