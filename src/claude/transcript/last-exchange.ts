import type { Exchange } from '../../core/conversation.ts';
import { lastWordOf } from '../../core/past-turn.ts';
import { walkChain } from './chain.ts';
import { readLinks } from './link.ts';
import { type Transcript, withTranscript } from './reader.ts';
import { buildTurns } from './turns.ts';

/** How far back to search for the last prompt, in bytes: this is only a quick look. */
const longestLook = 8_000_000;

/**
 * The last exchange of a conversation. Only the end of the file is read. Undefined if there is none, or the file cannot
 * be read.
 */
export async function lastExchange(path: string): Promise<Exchange | undefined> {
  try {
    const turn = buildTurns(withTranscript(path, lastRecords), '').at(-1);
    return turn?.prompt ? { prompt: turn.prompt, answer: lastWordOf(turn) } : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** From the last prompt of the chain to its end. */
function lastRecords(transcript: Transcript): unknown[] {
  const records: unknown[] = [];
  for (const link of walkChain(ownLinks(transcript), { bridges: () => true })) {
    records.push(transcript.parse(link));
    if (link.kind === 'prompt') break;
  }
  return records.reverse();
}

function* ownLinks(transcript: Transcript): ReturnType<typeof readLinks> {
  for (const link of readLinks(transcript, Math.max(0, transcript.size - longestLook))) if (link.kind !== 'sidechain') yield link;
}
