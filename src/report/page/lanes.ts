import { formatNumber } from '../../core/amounts.ts';
import { turnStatuses } from '../../core/outcome.ts';
import { verdictsWorstFirst } from '../../core/verdict.ts';
import { type Standing, standingOf, turnStandingOf } from '../../core/verdict-signs.ts';
import type { Bin, Counts } from '../data.ts';
import { html, type Markup } from './html.ts';
import { centerOf, drawLabels, type PlotLabel, round } from './plot.ts';
import { drawWord } from './verdict-words.ts';

const laneHeight = 26;
const largestMark = 18;
const smallestMark = 6;

interface LanesInput {
  bins: readonly Bin[];
  labels: readonly PlotLabel[];
  /** The name of a bin. */
  nameOf(bin: Bin): string;
}

interface Lane {
  word: string;
  standing: Standing;
  counts: number[];
  total: number;
}

/** A lane for each verdict and for each way of failing, with marks that show when and how often. A larger mark means more calls. */
export function drawLanes({ bins, labels, nameOf }: LanesInput): Markup {
  const verdicts = lanesOf(bins, ({ verdicts }) => verdicts, standingOf);
  const failures = lanesOf(bins, ({ outcomes }) => outcomes, turnStandingOf).filter(({ word }) => word !== 'ok');
  const most = Math.max(...[...verdicts, ...failures].flatMap(({ counts }) => counts));
  const draw = (lane: Lane) => drawLane(lane, most, (index) => nameOf(bins[index] as Bin));
  return html`<ul class="lanes">${verdicts.map(draw)}${
    failures.length > 0 && html`<li class="divider">Calls that did not end well, whatever their verdict</li>${failures.map(draw)}`
  }</ul>
<div class="lane axis" aria-hidden="true"><span></span><svg width="100%" height="32">${drawLabels(labels, 14)}</svg><span></span></div>`;
}

function drawLane({ word, standing, counts, total }: Lane, most: number, nameOf: (index: number) => string): Markup {
  const marks = counts.map((count, index) => {
    if (count === 0) return html``;
    const size = round(smallestMark + (largestMark - smallestMark) * (most > 1 ? Math.sqrt((count - 1) / (most - 1)) : 0.4));
    return html`<use href="#${standing}" x="${centerOf(index, counts.length)}%" y="${laneHeight / 2}" width="${size}" height="${size}" transform="translate(${-size / 2} ${-size / 2})"><title>${`${nameOf(index)}: ${count} ${word}`}</title></use>`;
  });
  return html`<li class="lane ${standing}">${drawWord(word, standing)}<svg width="100%" height="${laneHeight}" role="img" aria-label="${stretchWords(counts, nameOf)}"><line class="grid" x1="0" x2="100%" y1="${laneHeight / 2}" y2="${laneHeight / 2}"/>${marks}</svg><span class="count">${formatNumber(total)}</span></li>`;
}

function stretchWords(counts: readonly number[], nameOf: (index: number) => string): string {
  const [first, last] = [counts.findIndex((count) => count > 0), counts.findLastIndex((count) => count > 0)];
  return first === last ? nameOf(first) : `between ${nameOf(first)} and ${nameOf(last)}`;
}

/** The best first: verdicts, then the ways in which turns end. */
const order: readonly string[] = [...verdictsWorstFirst.toReversed(), ...turnStatuses];

function lanesOf(bins: readonly Bin[], countsOf: (bin: Bin) => Counts, standing: (word: string) => Standing): Lane[] {
  const words = [...new Set(bins.flatMap((bin) => Object.keys(countsOf(bin))))];
  return words
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((word) => {
      const counts = bins.map((bin) => countsOf(bin)[word] ?? 0);
      return { word, standing: standing(word), counts, total: counts.reduce((sum, count) => sum + count, 0) };
    });
}

/** The marks of the lanes, which differ in shape as well as in colour. */
export const laneSymbols: Markup = html`<svg class="symbols" width="0" height="0" aria-hidden="true"><symbol id="good" viewBox="-10 -10 20 20"><circle r="9.5"/></symbol><symbol id="unsure" viewBox="-10 -10 20 20"><circle r="7.5" fill="none" stroke-width="4"/></symbol><symbol id="bad" viewBox="-10 -10 20 20"><path d="M-7.5-7.5 7.5 7.5M7.5-7.5-7.5 7.5" stroke-width="5" stroke-linecap="round"/></symbol></svg>`;
