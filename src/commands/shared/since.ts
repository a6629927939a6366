import { InvalidArgumentError } from 'commander';
import { parseSpan } from '../../core/durations.ts';

/** A point in time, given as a date or as a span before now. */
export type Since = (now: Date) => Date;

/** The first moment that a `Date` can hold. */
const earliest = -8.64e15;

const accepted = 'Give a date, as in 2026-11-20, or a span, as in 30m, 12h or 7d.';

export function parseSince(text: string): Since {
  const span = parseSpan(text);
  if (span !== undefined) return (now) => new Date(Math.max(now.getTime() - span, earliest));
  // Date.parse takes `5` for May 2001, and guesses at much else.
  if (/^\d+$/.test(text)) throw new InvalidArgumentError(`${text} of what? As in ${text}m, ${text}h or ${text}d. ${accepted}`);
  const time = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError(accepted);
  return () => new Date(time);
}
