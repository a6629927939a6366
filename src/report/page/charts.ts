import { formatCost, formatCount, formatNumber, formatTokens } from '../../core/amounts.ts';
import type { Bin, CallBins, TimeBins } from '../data.ts';
import { type Dates, namePeriod } from './dates.ts';
import type { Markup } from './html.ts';
import { drawBars, drawLine, type Mark } from './marks.ts';
import { drawPlot, type PlotLabel } from './plot.ts';

/** The names of a chart's bars. */
interface Naming {
  labels: PlotLabel[];
  nameOf(bin: Bin): string;
}

export function nameTimes(overTime: TimeBins, dates: Dates): Naming {
  return {
    labels: overTime.bins.map((bin) => ({
      text: dates.bin(bin, overTime, 'axis'),
      below: overTime.unit === 'minute' || overTime.unit === 'hour' ? dates.short(bin.from) : undefined,
    })),
    nameOf: (bin) => dates.bin(bin, overTime, 'table'),
  };
}

export function nameCalls({ bins, step }: CallBins, dates: Dates): Naming {
  const numbers = new Map(bins.map((bin, index) => [bin, index * step + 1]));
  const first = (bin: Bin) => numbers.get(bin) ?? 1;
  return {
    labels: bins.map((bin) => ({ text: `call ${first(bin)}`, below: dates.short(bin.from) })),
    nameOf: (bin) =>
      bin.calls > 1
        ? `calls ${first(bin)} to ${first(bin) + bin.calls - 1} (${dates.span(bin.from, bin.to)})`
        : `call ${first(bin)} (${dates.moment(bin.from)})`,
  };
}

export function drawCostOverTime(overTime: TimeBins, naming: Naming): Markup {
  return drawCost(overTime.bins, naming, `US dollars; each bar is ${namePeriod(overTime)}`);
}

export function drawCostByCall({ bins, step }: CallBins, naming: Naming): Markup {
  return drawCost(bins, naming, step === 1 ? 'US dollars; each bar is a call' : `US dollars; each bar is ${step} calls`);
}

export function drawContextOverTime(overTime: TimeBins, naming: Naming): Markup | false {
  const unit = `Tokens in a request and its answer: the largest in ${namePeriod(overTime)}`;
  return drawContext(overTime.bins, naming, unit, drawBars);
}

export function drawContextByCall({ bins, step }: CallBins, naming: Naming): Markup | false {
  const unit = step === 1 ? "Tokens in a call's last request and its answer" : `Tokens: the largest of ${step} calls`;
  return drawContext(bins, naming, unit, drawLine);
}

function drawCost(bins: readonly Bin[], { labels, nameOf }: Naming, unit: string): Markup {
  const most = largestOf(bins, ({ costUsd }) => costUsd);
  const sum = bins.reduce((total, { costUsd }) => total + costUsd, 0);
  const marks = bins.map(
    (bin): Mark => ({
      amount: bin.costUsd,
      title: `${nameOf(bin)}: ${formatCost(bin.costUsd)}, ${formatCount(bin.calls, 'call')}`,
    }),
  );
  const summary = most ? `${formatCost(sum)} in total. The highest: ${formatCost(most.costUsd)}, ${nameOf(most)}.` : 'Nothing was spent.';
  return drawPlot({
    title: 'Cost',
    unit,
    summary: `Cost. ${summary}`,
    largest: most?.costUsd ?? 0,
    format: formatCost,
    labels,
    draw: (scale) => drawBars(marks, scale),
  });
}

/** False if no call has its context recorded: early versions of chorus did not record it. */
function drawContext(bins: readonly Bin[], { labels, nameOf }: Naming, unit: string, drawMarks: typeof drawBars): Markup | false {
  const most = largestOf(bins, ({ contextTokens }) => contextTokens ?? -1);
  const last = bins.findLast(({ contextTokens }) => contextTokens !== null);
  if (!most || !last || most.contextTokens === null || last.contextTokens === null) return false;
  const marks = bins.map(
    (bin): Mark => ({
      amount: bin.contextTokens,
      title: `${nameOf(bin)}: ${formatNumber(bin.contextTokens ?? 0)} tokens`,
    }),
  );
  return drawPlot({
    title: 'Context',
    unit,
    summary: `Context. The largest: ${formatTokens(most.contextTokens)} tokens, ${nameOf(most)}. The last: ${formatTokens(last.contextTokens)}.`,
    largest: most.contextTokens,
    format: formatTokens,
    labels,
    draw: (scale) => drawMarks(marks, scale),
  });
}

function largestOf(bins: readonly Bin[], amountOf: (bin: Bin) => number): Bin | undefined {
  return bins.reduce<Bin | undefined>((most, bin) => (amountOf(bin) > (most ? amountOf(most) : 0) ? bin : most), undefined);
}
