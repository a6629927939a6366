import type { Tip } from '../../core/session.ts';
import { synthetic } from '../stream/messages.ts';
import { walkChain } from './chain.ts';
import { areOneMessage } from './lineage.ts';
import { type Link, readLinks } from './link.ts';
import { ReachCounter } from './reach.ts';
import { withTranscript } from './reader.ts';
import { requestOf } from './record.ts';

export interface ConversationEnds {
  /** The last answer. */
  tip: Tip | null;
  /** The first record that can be reached, and the first answer. */
  root: Tip | null;
  /** Messages from the tip back to the newest compaction: what the next turn has to find behind it. Null if there is no tip. */
  messages: number | null;
  /** How many records the conversation has, without abandoned branches. */
  records: number;
}

/**
 * Both ends of the conversation in a transcript, as far back as its chain of parents leads.
 * @throws what `open` and `read` throw.
 */
export function conversationEnds(path: string): ConversationEnds {
  return withTranscript(path, (transcript) => {
    let tip: Tip | null = null;
    let last: Link | undefined;
    let firstAnswer = '';
    let records = 0;
    const counter = new ReachCounter({ keepsUuids: true, repairsLinks: 'never' }, () => false, areOneMessage(transcript));
    for (const link of walkChain(counter.watch(readLinks(transcript)))) {
      records++;
      last = link;
      const request = link.kind === 'answer' ? requestOf(transcript.parse(link) ?? {}) : undefined;
      // An answer that Claude made up, to show an API error, is no point to continue from.
      if (!tip && request && request.model !== synthetic) {
        tip = { uuid: link.uuid, messageId: request.id ?? '' };
        counter.enterHistory();
      }
      counter.take(link);
      if (request?.id) firstAnswer = request.id;
    }
    const { total } = counter.reach('root', undefined, null);
    return { tip, root: last ? { uuid: last.uuid, messageId: firstAnswer } : null, messages: total, records };
  });
}
