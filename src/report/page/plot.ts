import { html, type Markup } from './html.ts';

/** Pixels. A chart has a fixed height and takes the available width, along which positions are in percent. */
const top = 12;
const bottom = 156;
const gutter = 58;

export interface PlotLabel {
  text: string;
  below?: string | undefined;
}

interface Plot {
  title: string;
  /** What the axis shows, and in what unit. */
  unit: string;
  /** The whole chart in a sentence, for screen readers. */
  summary: string;
  largest: number;
  format(amount: number): string;
  labels: readonly PlotLabel[];
  draw(scale: Scale): Markup[];
}

export interface Scale {
  /** The top of a mark, in pixels. */
  y(amount: number): number;
  bottom: number;
  top: number;
}

export function drawPlot({ title, unit, summary, largest, format, labels, draw }: Plot): Markup {
  const ticks = niceTicks(largest);
  const most = ticks.at(-1) || 1;
  const height = bottom + (labels.some(({ below }) => below !== undefined) ? 40 : 25);
  const scale: Scale = { y: (amount) => round(bottom - (amount / most) * (bottom - top)), top, bottom };
  return html`<figure class="chart"><figcaption><h3>${title}</h3><p>${unit}</p></figcaption><div class="plot">
<svg class="axis" width="${gutter}" height="${height}" aria-hidden="true">${ticks.map(
    (tick) => html`<text x="${gutter - 8}" y="${scale.y(tick) + 4}" text-anchor="end">${format(tick)}</text>`,
  )}</svg>
<svg class="marks" width="100%" height="${height}" role="img" aria-label="${summary}">${ticks.map(
    (tick) => html`<line class="${tick === 0 ? 'base' : 'grid'}" x1="0" x2="100%" y1="${scale.y(tick)}" y2="${scale.y(tick)}"/>`,
  )}${draw(scale)}${drawLabels(labels, bottom + 18)}</svg></div></figure>`;
}

/** Some of the bars' names: as many as fit in half of a page, and fewer on a phone, where `wide` labels are hidden. */
export function drawLabels(labels: readonly PlotLabel[], y: number): Markup[] {
  const shown = Math.min(labels.length, 5);
  return Array.from({ length: shown }, (_, index) => {
    const place = shown === 1 ? 0 : Math.round((index * (labels.length - 1)) / (shown - 1));
    const { text = '', below } = labels[place] ?? {};
    const at = centerOf(place, labels.length);
    const anchor = at < 8 ? 'start' : at > 92 ? 'end' : 'middle';
    const x = at < 8 ? 0 : at > 92 ? 100 : at;
    const kind = index % 2 === 0 ? 'label' : 'label wide';
    return html`<text class="${kind}" x="${x}%" y="${y}" text-anchor="${anchor}">${text}</text>${
      below !== undefined && html`<text class="${kind}" x="${x}%" y="${y + 15}" text-anchor="${anchor}">${below}</text>`
    }`;
  });
}

/** The middle of a bar, in percent. */
export function centerOf(index: number, count: number): number {
  return round(((index + 0.5) / count) * 100);
}

/** Three to five round steps from 0 to at least `largest`. */
export function niceTicks(largest: number): number[] {
  if (!(largest > 0)) return [0];
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

export function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
