import { turnBriefs } from '../core/event-brief.ts';
import type { World } from '../turn/world.ts';
import type { Report } from './data.ts';
import { openLedger } from './ledger.ts';
import { buildReport, isInLedger } from './report.ts';

export interface ReportOptions {
  /** Only this session and its forks. */
  name?: string | undefined;
  /** Only sessions that have all of these tags. */
  tags?: readonly string[] | undefined;
  /** The program that made the report, shown on the page: `chorus 1.2.3`. */
  generator?: string | undefined;
  /** The time zone of days and times: an IANA name. Default: that of the machine. */
  timeZone?: string | undefined;
}

/** Makes a report from the sessions and the whole log. @throws ChorusError `session-not-found`, `file-unreadable` */
export async function gatherReport({ store, now }: World, { name, tags, generator, timeZone }: ReportOptions = {}): Promise<Report> {
  const { sessions, damaged } = store.sessions.list();
  const ledger = openLedger(
    sessions,
    damaged.map((each) => each.name),
  );
  const log = store.log.briefs(turnBriefs);
  for (const brief of log) ledger.add(brief);
  if (name !== undefined && (damaged.some((each) => each.name === name) || !isInLedger(ledger, name))) await store.sessions.get(name);
  return buildReport({
    ledger,
    name,
    tags,
    leftOut: { sessions: damaged.map((each) => ({ name: each.name, problem: each.error.message })), lines: log.damaged },
    generator: generator ?? 'chorus',
    now: now(),
    timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}
