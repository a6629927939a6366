import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ConversationEvent } from '../stream/hooks.ts';
import { listFolder } from './projects.ts';
import { withTranscript } from './reader.ts';

export interface ChangedSince {
  /** The folder of the directory's conversations. */
  folder: string;
  /** When the run began. */
  since: Date;
  /** The conversation that was asked for; null if the release chooses its id. */
  expectedId: string | null;
  /** Conversations that the session had before. */
  formerIds: readonly string[];
  /** The id of the last message before the run: a release that continues under a new id copies it there. */
  tipMessageId: string | undefined;
}

interface Changed {
  sessionId: string;
  bornAt: number;
  changedAt: number;
  isNew: boolean;
  head: string;
}

/** How much of a transcript is read, in bytes: its first lines show what began it. */
const headSize = 256 * 1024;

/** How long after a `/clear` the previous transcript may still be written to, in ms. */
const overlap = 1000;

/**
 * Infers the events of an interactive run from the transcripts, on a release that calls no hooks: the one that was asked for has grown, or
 * was copied under a new id; one that begins with `/clear` follows one that ended; and an earlier one that grew last was returned
 * to. 2.0.0 writes what is said after a resume to a new transcript without the history: a stray.
 */
export function eventsFromTranscripts({ folder, since, expectedId, formerIds, tipMessageId }: ChangedSince): ConversationEvent[] {
  const changed = changedIn(folder, since);
  const isCopy = ({ isNew, head }: Changed) => isNew && tipMessageId !== undefined && head.includes(`"${tipMessageId}"`);
  const isAsked = (one: Changed) => (expectedId === null ? one.isNew && !isCleared(one) : one.sessionId === expectedId);
  const isStray = ({ isNew, head }: Changed) => isNew && expectedId !== null && head.includes(`"sessionId":"${expectedId}"`);
  let last = changed.find(isCopy) ?? changed.find(isAsked);
  if (!last) return changed.filter(isStray).map(({ sessionId }) => ({ kind: 'start', sessionId, source: 'stray' }));
  const events: ConversationEvent[] = [{ kind: 'start', sessionId: last.sessionId, source: 'resume' }];
  for (const one of changed) {
    if (one === last || !one.isNew || !isCleared(one) || last.changedAt > one.bornAt + overlap) continue;
    events.push({ kind: 'start', sessionId: one.sessionId, source: 'clear' });
    last = one;
  }
  const back = changed.filter(({ sessionId, isNew }) => !isNew && formerIds.includes(sessionId)).sort((a, b) => a.changedAt - b.changedAt);
  for (const one of back) if (one.changedAt > last.changedAt) events.push({ kind: 'start', sessionId: one.sessionId, source: 'resume' });
  return events;
}

function isCleared({ head }: Changed): boolean {
  return head.includes('<command-name>/clear</command-name>');
}

/** Oldest first. */
function changedIn(folder: string, since: Date): Changed[] {
  return listFolder(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file): Changed[] => {
      const path = join(folder, file);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats?.isFile() || stats.mtimeMs < since.getTime()) return [];
      const { birthtimeMs: bornAt, mtimeMs: changedAt } = stats;
      return [{ sessionId: basename(path, '.jsonl'), bornAt, changedAt, isNew: bornAt >= since.getTime(), head: readHead(path) }];
    })
    .sort((a, b) => a.bornAt - b.bornAt);
}

function readHead(path: string): string {
  try {
    return withTranscript(path, (transcript) => transcript.read(0, headSize).toString('utf8'));
  } catch {
    return '';
  }
}
