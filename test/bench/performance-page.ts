import type { Figure, Figures } from './figures.ts';
import { isReached } from './statistics.ts';
import { amount, comparedAmounts, nameOf } from './table.ts';

const [begin, end] = ['<!-- figures: written by npm run bench -- --docs -->', '<!-- end of the figures -->'];

/** The page with these figures in the place of those between its markers. */
export function withFigures(page: string, figures: Figures): string {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start === -1 || stop < start) throw new Error(`the page has no markers: ${begin} and ${end}`);
  return `${page.slice(0, start + begin.length)}\n\n${renderFigures(figures)}\n${page.slice(stop)}`;
}

function renderFigures({ claude, machine, figures }: Figures): string {
  const { cpu, cores, memoryGb, system } = machine;
  const names = [...new Set(figures.map(({ name }) => name))];
  return [
    `claude ${claude}; ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}. Medians, and in brackets the least and the most of all rounds.`,
    '',
    ...names.flatMap((name) => renderCase(figures.filter((figure) => figure.name === name))),
  ].join('\n');
}

function renderCase(figures: readonly Figure[]): string[] {
  const [first] = figures;
  if (!first) return [];
  const header = ['', ...figures.map(({ node }) => `Node ${node}`)];
  const variants = Object.keys(first.variants).map((variant) => [
    variant,
    ...figures.map(({ variants: { [variant]: spread }, unit }) => {
      return spread ? `${amount(spread.median, unit)} (${amount(spread.min, unit)} to ${amount(spread.max, unit)})` : '';
    }),
  ]);
  const comparisons = first.comparisons.map((comparison) => [
    `**${nameOf(comparison)}**`,
    ...figures.map((figure) => renderComparison(figure, nameOf(comparison), comparison.by)),
  ]);
  const measured = [
    'measured',
    ...figures.map(({ at, rounds, load }) => `${at.slice(0, 10)}, ${rounds} rounds, load ${load.join(' to ')}`),
  ];
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`### ${first.title}`, '', row(header), row(header.map(() => '---')), ...[...variants, ...comparisons, measured].map(row), ''];
}

function renderComparison({ comparisons, unit }: Figure, name: string, by: string): string {
  const compared = comparisons.find((comparison) => nameOf(comparison) === name && comparison.by === by);
  if (!compared) return '';
  const { median, range, atMost } = comparedAmounts(compared, unit);
  const target = compared.atMost === undefined ? '' : `; at most ${atMost}: ${isReached(compared) ? 'reached' : 'missed'}`;
  return `**${median}** (${range})${target}`;
}
