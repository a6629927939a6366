import type { TurnEvent } from './event.ts';
import { standingOf } from './verdict-signs.ts';

/** Which events of the log are wanted. */
export interface EventFilter {
  /** Those of a session: under its name, or with one of the ids that it has or had. */
  session?: { name: string; ids: readonly string[] } | undefined;
  /** ISO 8601, in UTC: not those that ended before. */
  since?: string | undefined;
  /** Only calls that failed. */
  failed?: boolean | undefined;
}

export function isWanted({ session: name, actualId, time, verdict, exitCode }: TurnEvent, filter: EventFilter): boolean {
  const { session, since, failed } = filter;
  const isOfSession = !session || name === session.name || (actualId !== null && session.ids.includes(actualId));
  return isOfSession && (since === undefined || time >= since) && (!failed || isFailure({ verdict, exitCode }));
}

/**
 * Whether a call failed: it ended with another exit code than 0. Of a session that an early version of chorus wrote the code is not known,
 * and the verdict decides.
 */
export function isFailure({ verdict, exitCode }: { verdict?: string | undefined; exitCode?: number | undefined }): boolean {
  return exitCode === undefined ? verdict !== undefined && standingOf(verdict) === 'bad' : exitCode !== 0;
}

/** How chorus begins the line of an event. */
const timeKey = '{"time":"';
const timeLength = '2026-01-31T09:05:00.000Z'.length;
/** How it ends the line of a call that did not fail. */
const endsWell = '"exitCode":0}';

/**
 * A test of the log's lines that refuses only what `isWanted` would refuse, and does so without parsing: a long log is read at the speed of
 * the disk. It knows the form in which chorus writes lines; any other line passes.
 */
export function screenFor({ session, since, failed }: EventFilter): (line: string) => boolean {
  const needles = session && [session.name, ...session.ids].map((text) => JSON.stringify(text));
  return (line) => {
    if (failed && line.endsWith(endsWell)) return false;
    if (since !== undefined && isTimed(line) && line.slice(timeKey.length, timeKey.length + timeLength) < since) return false;
    // Of a line that was cut, or is no event at all, nobody knows whose it is.
    return needles === undefined || !isWhole(line) || needles.some((needle) => line.includes(needle));
  };
}

function isWhole(line: string): boolean {
  return line.startsWith(timeKey) && line.endsWith('}');
}

function isTimed(line: string): boolean {
  return line.startsWith(timeKey) && line.startsWith('Z"', timeKey.length + timeLength - 1);
}
