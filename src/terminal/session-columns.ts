import { ageInDays } from '../core/age.ts';
import { formatCost } from '../core/amounts.ts';
import { formatAgo } from '../core/durations.ts';
import { expiryOf, isNear, type Listed } from '../core/listing.ts';
import { nearestNames } from '../core/nearest.ts';
import { turnStatuses } from '../core/outcome.ts';
import { oneLine } from '../core/printable.ts';
import { callsOf, type Session } from '../core/session.ts';
import { verdictsWorstFirst } from '../core/verdict.ts';
import { usageError } from '../errors.ts';
import { contextWords, expiryWords, shortenHome, type Tone, turnWords, verdictWords } from './session-words.ts';
import type { TableColumn } from './table.ts';

export interface Viewer {
  now: Date;
  /** The home directory, to be shown as `~`. */
  home?: string | undefined;
}

/** A column of the list of sessions. */
export interface SessionColumn extends TableColumn {
  text(listed: Listed, viewer: Viewer): string;
  /** The value to sort by, lowest first; undefined comes last. */
  rank(listed: Listed, viewer: Viewer): string | number | undefined;
  tone?(listed: Listed): Tone;
}

/** Columns by the keys of `--columns` and `--sort`. Numbers sort largest first, times latest first. */
export const sessionColumns = {
  name: {
    title: 'NAME',
    importance: 100,
    shorten: { enough: 20, least: 12 },
    text: ({ session }) => session.name,
    rank: ({ session }) => session.name,
  },
  age: {
    title: 'AGE',
    importance: 20,
    align: 'right',
    text: ({ session }, { now }) => `${Math.max(0, Math.floor(ageInDays(session, now)))} d`,
    rank: ({ session }) => Date.parse(session.createdAt),
  },
  used: {
    title: 'LAST USED',
    importance: 80,
    text: ({ session }, { now }) => formatAgo(session.lastActiveAt, now),
    rank: ({ session }) => -Date.parse(session.lastActiveAt),
  },
  verdict: {
    title: 'VERDICT',
    importance: 90,
    text: ({ session }) => verdictWords(session).text,
    tone: ({ session }) => verdictWords(session).tone,
    rank: ({ session }) => {
      const { verdict } = verdictWords(session);
      return verdict === undefined ? undefined : (verdictsWorstFirst as readonly string[]).indexOf(verdict);
    },
  },
  turn: {
    title: 'TURN',
    importance: 85,
    text: ({ session }) => turnWords(session.last?.turn).text,
    tone: ({ session }) => turnWords(session.last?.turn).tone,
    rank: ({ session }) => {
      const { turn } = session.last ?? {};
      return turn === undefined ? undefined : -(turnStatuses as readonly string[]).indexOf(turn);
    },
  },
  model: {
    title: 'MODEL',
    importance: 30,
    text: ({ session }) => oneLine(modelOf(session) ?? '-'),
    rank: ({ session }) => modelOf(session),
  },
  turns: {
    title: 'TURNS',
    importance: 40,
    align: 'right',
    text: ({ session }) => String(session.totals.turns),
    rank: ({ session }) => -session.totals.turns,
  },
  calls: {
    title: 'CALLS',
    importance: 14,
    align: 'right',
    text: ({ session }) => String(callsOf(session)),
    rank: ({ session }) => -callsOf(session),
  },
  cost: {
    title: 'COST',
    importance: 50,
    align: 'right',
    text: ({ session }) => formatCost(session.totals.costUsd),
    rank: ({ session }) => -session.totals.costUsd,
  },
  context: {
    title: 'CONTEXT',
    importance: 45,
    align: 'right',
    text: ({ session }) => contextWords(session.last ?? {}),
    rank: ({ session }) => negative(session.last?.contextTokens),
  },
  expires: {
    title: 'EXPIRES',
    importance: 70,
    text: (listed) => expiryWords(expiryOf(listed)),
    tone: expiryTone,
    rank: (listed) => {
      const expiry = expiryOf(listed);
      const first = { gone: Number.NEGATIVE_INFINITY, 'in-vault': -Number.MAX_VALUE, none: undefined };
      return expiry.status === 'counted' ? expiry.days : first[expiry.status];
    },
  },
  directory: {
    title: 'DIRECTORY',
    importance: 60,
    cut: 'start',
    shorten: { enough: 20, least: 12 },
    text: ({ session }, { home }) => oneLine(shortenHome(session.cwd, home)),
    rank: ({ session }) => session.cwd,
  },
  tags: {
    title: 'TAGS',
    importance: 15,
    shorten: { enough: 20, least: 8 },
    text: ({ session }) => oneLine(session.tags.join(', ')),
    rank: ({ session }) => session.tags.join(', ') || undefined,
  },
  note: {
    title: 'NOTE',
    importance: 10,
    shorten: { enough: 40, least: 8 },
    text: ({ session }) => oneLine(session.note ?? ''),
    rank: ({ session }) => session.note ?? undefined,
  },
} satisfies Record<string, SessionColumn>;

export type ColumnKey = keyof typeof sessionColumns;

/** The default columns. EXPIRES is among them only if some transcript expires soon, and only on its row. */
export function defaultColumns(listed: readonly Listed[]): SessionColumn[] {
  const keys: ColumnKey[] = ['name', 'age', 'used', 'verdict', 'turn', 'model', 'turns', 'cost', 'context', 'expires', 'directory'];
  const { expires } = sessionColumns;
  return keys.flatMap((key): SessionColumn[] => {
    if (key !== 'expires') return [sessionColumns[key]];
    if (!listed.some((each) => isNear(expiryOf(each)))) return [];
    return [{ ...expires, text: (each) => (isNear(expiryOf(each)) ? expires.text(each) : '') }];
  });
}

/** @throws ChorusError (usage) if there is no such column. */
export function findColumn(key: string): ColumnKey {
  if (Object.hasOwn(sessionColumns, key)) return key as ColumnKey;
  const keys = Object.keys(sessionColumns);
  const near = key === '' ? [] : nearestNames(key, keys);
  throw usageError(
    `no such column: ${JSON.stringify(key)}`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Columns are ${keys.join(', ')}.`,
  );
}

function modelOf({ last, settings }: Session): string | undefined {
  return last?.model ?? (settings.model === undefined ? undefined : String(settings.model));
}

function expiryTone(listed: Listed): Tone {
  const expiry = expiryOf(listed);
  if (expiry.status === 'gone') return 'bad';
  return isNear(expiry) ? 'unsure' : 'none';
}

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}
