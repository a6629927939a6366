const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A span as people type it (`90s`, `1.5h`, `7d`, `2w`), in ms; undefined for anything else, such as a number without a unit. */
export function parseSpan(text: string, allowed = 'smhdw'): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([a-z])$/.exec(text.trim()) ?? [];
  return amount === undefined || !allowed.includes(unit) ? undefined : Math.round(Number(amount) * (units[unit] ?? 0));
}

/** One number and one unit: `3.2 s`, `12 min`, `5 h`, `40 d`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 3570) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** How long ago: `3 h ago`. */
export function formatAgo(moment: string | Date, now: Date): string {
  return `${formatSpan(now.getTime() - new Date(moment).getTime())} ago`;
}

/** For a clock that ticks each second: `7 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${padded(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** `in 12 d`, `in 5 h`; `now` for 0 days or less. */
export function formatCountdown(days: number): string {
  return days > 0 ? `in ${days >= 1 ? `${Math.floor(days)} d` : formatSpan(days * 86_400_000)}` : 'now';
}

/** Days rounded to two decimals, which is a quarter of an hour. */
export function roundDays(days: number): number {
  return Math.round(days * 100) / 100;
}

/** `2026-01-31 09:05:00`, in local time. Not by `Intl`, whose first use takes 15 ms. */
export function formatTime(time: Date): string {
  const date = [String(time.getFullYear()), padded(time.getMonth() + 1), padded(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(padded).join(':')}`;
}

function padded(amount: number): string {
  return String(amount).padStart(2, '0');
}
