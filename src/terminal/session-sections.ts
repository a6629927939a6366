import type { TranscriptAge } from '../core/age.ts';
import { formatCost, formatNumber, formatShare, formatSize } from '../core/amounts.ts';
import type { ConversationLabels } from '../core/conversation.ts';
import { formatAgo, formatCountdown, formatSpan, formatTime } from '../core/durations.ts';
import { oneLine, printable } from '../core/printable.ts';
import type { ResolvedSettings } from '../core/resolve.ts';
import { callsOf, hasHadTranscript, type LastTurn, type Session } from '../core/session.ts';
import { cacheWords } from './cache-words.ts';
import { turnWords, verdictWords } from './session-words.ts';

/** What `chorus show` prints about a session. */
export interface SessionDetails {
  session: Session;
  settings: ResolvedSettings;
  /** Claude's transcript, and the vault's copy of it. */
  transcript: TranscriptAge | undefined;
  /** What Claude calls the conversation. */
  labels: ConversationLabels | undefined;
  copy: { path: string; size: number; savedAt: Date } | undefined;
  /** The current name of the session it was forked from; undefined if that was removed. */
  parentName: string | undefined;
  now: Date;
}

interface Section {
  title: string;
  rows: [label: string, text: string][];
}

/** The facts of a session by subject; an empty section is left out. */
export function sessionSections(details: SessionDetails): Section[] {
  const sections: [string, [string, string | undefined][]][] = [
    ['SESSION', sessionRows(details)],
    ['CONVERSATION', conversationRows(details)],
    ['LAST TURN', lastTurnRows(details)],
    ['TOTALS', totalRows(details)],
    ['KEPT', keptRows(details)],
  ];
  return sections.flatMap(([title, rows]) => {
    const known = rows.flatMap(([label, text]): Section['rows'] => (text === undefined ? [] : [[label, text]]));
    return known.length > 0 ? [{ title, rows: known }] : [];
  });
}

type Rows = [label: string, text: string | undefined][];

function sessionRows({ session: { name, cwd, profile, tags, note } }: SessionDetails): Rows {
  return [
    ['name', name],
    ['directory', oneLine(cwd)],
    ['profile', profile === null ? undefined : oneLine(profile)],
    ['tags', tags.length > 0 ? oneLine(tags.join(', ')) : undefined],
    ['note', note === null ? undefined : printable(note)],
  ];
}

const states = {
  recorded: 'recorded: nothing was sent yet',
  starting: 'starting: the first turn is running, or was ended early',
  active: 'active',
} as const;

function conversationRows({ session, labels, parentName, now }: SessionDetails): Rows {
  const { name, tags, sessionId, state, createdAt, lastActiveAt, parent, formerIds, tip } = session;
  const { title = null, tag = null } = labels ?? {};
  // Local time; --json has the times as they are stored.
  const timeWords = (time: string) => `${formatTime(new Date(time))} (${formatAgo(time, now)})`;
  return [
    ['id', sessionId],
    // Only what the session is not called itself.
    ['title', title === null || title === name ? undefined : oneLine(title)],
    ['its tag', tag === null || tags.includes(tag) ? undefined : oneLine(tag)],
    ['state', states[state]],
    ['created', timeWords(createdAt)],
    ['last used', timeWords(lastActiveAt)],
    ['tip', tip ? `${oneLine(tip.uuid)} (${oneLine(tip.messageId)})` : undefined],
    ['forked from', parent ? `${oneLine(parentName ?? parent.name)}${parentName ? '' : ', gone'} (${parent.sessionId})` : undefined],
    ['forked at', parent?.at ? `${oneLine(parent.at.uuid)} (${oneLine(parent.at.messageId)})` : undefined],
    ['former ids', formerIds.length > 0 ? formerIds.map(oneLine).join('\n') : undefined],
  ];
}

function lastTurnRows({ session }: SessionDetails): Rows {
  const { last } = session;
  const verdict = verdictWords(session);
  if (!last?.verdict) return [['verdict', verdict.tone === 'none' ? 'none yet' : verdict.text]];
  const { model, askedModel, permissionMode, release, contextTokens, contextWindow, cache } = last;
  const asked = askedModel !== undefined && askedModel !== model ? ` (asked for: ${askedModel})` : '';
  return [
    ['verdict', verdict.text],
    ['turn', turnText(last)],
    ['answered by', model === undefined ? undefined : oneLine(model + asked)],
    ['permissions', permissionMode === undefined ? undefined : oneLine(permissionMode)],
    ['release', release === undefined ? undefined : oneLine(`claude ${release}`)],
    ['context', contextTokens === undefined ? undefined : exactContext(contextTokens, contextWindow)],
    ['cache', cache && oneLine(cacheWords(cache))],
  ];
}

/** How it ended, with the exit code where that says more. */
function turnText({ turn, exitCode }: LastTurn): string | undefined {
  return turn === undefined ? undefined : `${turnWords(turn).text}${exitCode ? ` (exit ${exitCode})` : ''}`;
}

function exactContext(tokens: number, window: number | undefined): string {
  return `${formatNumber(tokens)} tokens${window ? `, ${formatShare(tokens, window)} of ${formatNumber(window)}` : ''}`;
}

function totalRows({ session }: SessionDetails): Rows {
  const { totals } = session;
  const { input, output, cacheRead, cacheCreation } = totals.tokens;
  return [
    ['turns', formatNumber(totals.turns)],
    ['calls', formatNumber(callsOf(session))],
    ['cost', formatCost(totals.costUsd)],
    [
      'tokens',
      `${formatNumber(input)} in, ${formatNumber(output)} out, ${formatNumber(cacheRead)} read from the cache, ${formatNumber(cacheCreation)} written to it`,
    ],
  ];
}

function absenceOf(session: Session): string {
  if (hasHadTranscript(session)) return 'gone';
  return session.state === 'recorded' || session.parent ? 'none yet' : 'none seen';
}

function keptRows({ session, transcript, copy, now }: SessionDetails): Rows {
  return [
    ['transcript', transcript ? `${oneLine(transcript.path)} (${formatSize(transcript.size)})` : absenceOf(session)],
    [
      'expires',
      transcript &&
        `${formatCountdown(transcript.expiresInDays)}: Claude may delete it then (cleanupPeriodDays ${transcript.cleanupPeriodDays})`,
    ],
    ['vault', copy ? `a copy of ${formatSize(copy.size)}, ${formatSpan(now.getTime() - copy.savedAt.getTime())} old` : 'no copy'],
  ];
}
