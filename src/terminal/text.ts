/** Escape sequences (CSI, OSC, and the short ones), the other control characters but tab and newline, and what turns text around. */
const control =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** What Claude wrote, without anything that a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(control, '');
}

/** Columns of text, padded but for the last. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `3 s`, `12 min`, `5 h`, `40 d`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 3570) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** `2026-01-31 09:05:00`, on the clock of who reads it. By hand: to ask for a language's form takes 15 ms the first time. */
export function formatTime(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [String(time.getFullYear()), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

/** How long something has been going on, told anew each second: `7 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  const padded = (amount: number) => String(amount).padStart(2, '0');
  return minutes < 60 ? `${minutes} min ${padded(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** `950`, `12k`, `1.2M`: how large, at a glance. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  const [amount, unit] = tokens < 999_500 ? [tokens / 1000, 'k'] : [tokens / 1_000_000, 'M'];
  return `${Number(amount.toPrecision(amount < 100 ? 2 : 3))}${unit}`;
}

/** In whole percent; what is less than one is not nothing. */
export function formatShare(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '<1%' : `${Math.round(percent)}%`;
}

/** `in 12 d`, `in 5 h`; `now` once it has come. */
export function formatCountdown(days: number): string {
  return days > 0 ? `in ${days >= 1 ? `${Math.floor(days)} d` : formatSpan(days * 86_400_000)}` : 'now';
}

/** Days with two decimals: a quarter of an hour is close enough. */
export function roundDays(days: number): number {
  return Math.round(days * 100) / 100;
}

/** `512 B`, `1.2 MB`: powers of 1000. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  return `${Number(amount.toPrecision(3))} ${units[power]}`;
}

export function formatCost(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
