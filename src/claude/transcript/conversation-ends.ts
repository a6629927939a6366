import { text } from '../../core/json.ts';
import type { Tip } from '../../core/session.ts';
import { synthetic } from '../stream/messages.ts';
import { walkChain } from './chain.ts';
import { type Link, readLinks } from './link.ts';
import { withTranscript } from './reader.ts';
import { requestOf } from './record.ts';

export interface ConversationEnds {
  /** The last answer. */
  tip: Tip | null;
  /** The first record that can be reached, and the first answer. */
  root: Tip | null;
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
    for (const link of walkChain(readLinks(transcript))) {
      records++;
      last = link;
      if (link.kind !== 'answer') continue;
      const request = requestOf(transcript.parse(link) ?? {});
      const messageId = text(request?.id);
      if (messageId === undefined) continue;
      firstAnswer = messageId;
      // An answer that Claude made up, to show an API error, is no point to continue from.
      if (request?.model !== synthetic) tip ??= { uuid: link.uuid, messageId };
    }
    return { tip, root: last ? { uuid: last.uuid, messageId: firstAnswer } : null, records };
  });
}
