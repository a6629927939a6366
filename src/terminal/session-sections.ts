import type { TranscriptAge } from '../core/age.ts';
import type { ResolvedSettings } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { describeLastVerdict, describePart, oneLine } from './session-words.ts';
import { formatCost, formatCountdown, formatSize, formatSpan, formatTime, printable } from './text.ts';

/** All that there is to say of a session. */
export interface SessionDetails {
  session: Session;
  settings: ResolvedSettings;
  /** Claude's transcript, and the vault's copy of it. */
  transcript: TranscriptAge | undefined;
  copy: { path: string; size: number; savedAt: Date } | undefined;
  /** Whether the session that it was forked from is still there, and its name now. */
  parentName: string | undefined;
  now: Date;
}

export interface Section {
  title: string;
  rows: [label: string, text: string][];
}

/** The facts of a session by what they are about; a section without any is left out. */
export function describeSections(details: SessionDetails): Section[] {
  const sections: [string, [string, string | undefined][]][] = [
    ['SESSION', sessionRows(details)],
    ['CONVERSATION', conversationRows(details)],
    ['LAST TURN', lastTurnRows(details)],
    ['TOTALS', totalRows(details)],
    ['KEPT', keptRows(details)],
  ];
  return sections.flatMap(([title, rows]) => {
    const told = rows.flatMap(([label, text]): Section['rows'] => (text === undefined ? [] : [[label, text]]));
    return told.length > 0 ? [{ title, rows: told }] : [];
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
  starting: 'starting: its first turn did not yet prove that it began',
  active: 'active',
} as const;

function conversationRows({ session, parentName, now }: SessionDetails): Rows {
  const { sessionId, state, createdAt, lastActiveAt, parent, formerIds, tip } = session;
  // On the clock of who reads it; --json has them as they are kept.
  const describeTime = (time: string) => `${formatTime(new Date(time))} (${formatSpan(now.getTime() - Date.parse(time))} ago)`;
  return [
    ['id', sessionId],
    ['state', states[state]],
    ['created', describeTime(createdAt)],
    ['last used', describeTime(lastActiveAt)],
    ['tip', tip ? `${oneLine(tip.uuid)} (${oneLine(tip.messageId)})` : undefined],
    ['forked from', parent ? `${oneLine(parentName ?? parent.name)}${parentName ? '' : ', gone'} (${parent.sessionId})` : undefined],
    ['forked at', parent?.at ? `${oneLine(parent.at.uuid)} (${oneLine(parent.at.messageId)})` : undefined],
    ['former ids', formerIds.length > 0 ? formerIds.map(oneLine).join('\n') : undefined],
  ];
}

function lastTurnRows({ session }: SessionDetails): Rows {
  const { last } = session;
  const verdict = describeLastVerdict(session);
  if (!last?.verdict) return [['verdict', verdict.tone === 'none' ? 'none yet' : verdict.text]];
  const { model, askedModel, permissionMode, release, contextTokens, contextWindow } = last;
  const asked = askedModel !== undefined && askedModel !== model ? ` (asked for: ${askedModel})` : '';
  return [
    ['verdict', verdict.text],
    ['answered by', model === undefined ? undefined : oneLine(model + asked)],
    ['permissions', permissionMode === undefined ? undefined : oneLine(permissionMode)],
    ['release', release === undefined ? undefined : oneLine(`claude ${release}`)],
    ['context', contextTokens === undefined ? undefined : describeTokens(contextTokens, contextWindow)],
  ];
}

function describeTokens(tokens: number, contextWindow: number | undefined): string {
  const part = describePart(tokens, contextWindow);
  return `${count(tokens)} tokens${part && contextWindow ? `, ${part} of ${count(contextWindow)}` : ''}`;
}

function totalRows({ session: { totals } }: SessionDetails): Rows {
  const { input, output, cacheRead, cacheCreation } = totals.tokens;
  return [
    ['turns', count(totals.turns)],
    ['cost', formatCost(totals.costUsd)],
    ['tokens', `${count(input)} in, ${count(output)} out, ${count(cacheRead)} read from the cache, ${count(cacheCreation)} written to it`],
  ];
}

function describeAbsent({ state, transcriptSeen }: Session): string {
  if (state === 'recorded') return 'none yet';
  return transcriptSeen ? 'gone' : 'none seen';
}

function keptRows({ session, transcript, copy, now }: SessionDetails): Rows {
  return [
    ['transcript', transcript ? `${oneLine(transcript.path)} (${formatSize(transcript.size)})` : describeAbsent(session)],
    [
      'expires',
      transcript &&
        `${formatCountdown(transcript.expiresInDays)}: Claude may delete it then (cleanupPeriodDays ${transcript.cleanupPeriodDays})`,
    ],
    ['vault', copy ? `a copy of ${formatSize(copy.size)}, ${formatSpan(now.getTime() - copy.savedAt.getTime())} old` : 'no copy'],
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
