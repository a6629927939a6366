/** A whole number: `1,234,567`. Not by `Intl`, whose first use takes 15 ms. */
export function formatNumber(amount: number): string {
  return String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 turn`, `1,234 turns`. */
export function formatCount(count: number, noun: string): string {
  return `${formatNumber(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** US dollars: `$0`, `$0.0041`, `$0.25`, `$12.50`, `$1,234`. */
export function formatCost(usd: number): string {
  if (usd === 0) return '$0';
  if (usd >= 1000) return `$${formatNumber(Math.round(usd))}`;
  return `$${usd.toFixed(usd < 0.1 ? 4 : 2).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** Rounded for reading at a glance: `950`, `12k`, `1.2M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(Math.round(tokens));
  const [amount, unit] = tokens < 999_500 ? [tokens / 1000, 'k'] : [tokens / 1_000_000, 'M'];
  return `${Number(amount.toPrecision(amount < 100 ? 2 : 3))}${unit}`;
}

/** A whole percentage; `<1%` for a small part, so that it does not look like nothing. */
export function formatShare(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '<1%' : `${Math.round(percent)}%`;
}

/** Bytes in powers of 1000: `512 B`, `1.2 MB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  return `${Number(amount.toPrecision(3))} ${units[power]}`;
}
