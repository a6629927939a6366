import { sentTokens } from '../../core/usage.ts';
import { synthetic } from '../stream/messages.ts';
import { readLinks } from './link.ts';
import { withTranscript } from './reader.ts';
import { blocksOf, requestOf } from './record.ts';

/** Fewer than in any text, so that more counts as clearable rather than less. */
const bytesPerToken = 2;

/**
 * What explains a small request: tokens that a release may clear by itself (results of tools, thinking), at most, and tokens of the first
 * request since the beginning or the newest compaction, null if its usage is unknown. The whole file is read, back to the compaction.
 * @throws what `open` and `read` throw.
 */
export function clearableIn(path: string): { clearable: number; base: number | null } {
  return withTranscript(path, (transcript) => {
    let bytes = 0;
    let base: number | null = null;
    for (const link of readLinks(transcript)) {
      if (link.kind === 'compaction') break;
      if (link.kind === 'result') bytes += link.length;
      if (link.kind !== 'answer') continue;
      const record = transcript.parse(link);
      const request = record && requestOf(record);
      if (!record || !request?.usage || request.model === synthetic) continue;
      if (blocksOf(record).some(({ type }) => type === 'thinking' || type === 'redacted_thinking')) bytes += link.length;
      base = sentTokens(request.usage);
    }
    return { clearable: Math.ceil(bytes / bytesPerToken), base };
  });
}
