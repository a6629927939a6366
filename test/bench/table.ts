import type { Compared, Spread } from './case.ts';
import type { Figure } from './figures.ts';
import { isReached } from './statistics.ts';

/** A case as one reads it at the terminal. */
export function formatFigure({ title, node, rounds, load, unit, variants, comparisons }: Figure): string {
  const lines = [`${title}: Node ${node}, ${rounds} rounds, load ${load.join(' to ')}`];
  for (const [name, { median, min, max }] of Object.entries(variants)) {
    lines.push(`  ${name.padEnd(40)} ${amount(median, unit).padStart(10)}   (${amount(min, unit)} to ${amount(max, unit)})`);
  }
  for (const comparison of comparisons) {
    const { median, range } = comparedAmounts(comparison, unit);
    lines.push(`  ${nameOf(comparison).padEnd(40)} ${median.padStart(10)}   (${range})${judgement(comparison, unit)}`);
  }
  return lines.join('\n');
}

export function nameOf({ of, to, by }: Compared): string {
  return by === 'ratio' ? `${of} / ${to}` : `${of} - ${to}`;
}

export function amount(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}

export function comparedAmounts(compared: Compared, unit: string): { median: string; range: string; atMost: string } {
  const show = (value: number) => (compared.by === 'ratio' ? value.toFixed(2) : amount(value, unit));
  const { median, min, max }: Spread = compared;
  return {
    median: show(median),
    range: `${show(min)} to ${show(max)}`,
    atMost: compared.atMost === undefined ? '' : show(compared.atMost),
  };
}

function judgement(compared: Compared, unit: string): string {
  if (compared.atMost === undefined) return '';
  return `   at most ${comparedAmounts(compared, unit).atMost}: ${isReached(compared) ? 'reached' : 'MISSED'}`;
}
