import { lastAnswer, type StreamFacts } from '../claude/stream/stream-reader.ts';
import type { TracedTurn } from '../claude/transcript/lineage.ts';

/** Claude's words for a command that it does not carry out: they come as its output, without an error (2.1.50 to 2.1.331). */
const refusals = [/^Unknown (?:slash command|command|skill): /, /^\/\S+ isn't available in this environment\.$/];

/** An answer without a text, as Claude reports it. */
const textless = ['', '(no content)'];

/**
 * What is missing from a turn that ended well. Without `work`, nothing happened: the model was not asked, and no command that Claude
 * carries out itself did anything. So ends `/name` whose preamble fails or which does not exist. Without `text`, the model was asked.
 */
export function missingFrom(facts: StreamFacts, traced: Pick<TracedTurn, 'usage' | 'recordsAdded'>): 'work' | 'text' | undefined {
  const { result, work, lastAssistant } = facts;
  const words = result?.result ?? '';
  if (!result || result.structured_output !== undefined || work.isCleared || work.command?.hasFailed === false) return undefined;
  if (work.isAnswerBegun || lastAnswer(facts) || traced.usage) return textless.includes(words.trim()) ? 'text' : undefined;
  if (work.command || refusals.some((refusal) => refusal.test(words))) return 'work';
  // 2.1.200 to 2.1.280 show the output of a command only as a message that Claude made up.
  if (lastAssistant) return undefined;
  // Up to 2.0.50 the time includes requests of Claude's own (titles): the transcript knows better, where it shows the turn.
  const isUnasked = result.duration_api_ms === 0 || (result.duration_api_ms !== undefined && traced.recordsAdded !== null);
  return isUnasked ? 'work' : undefined;
}
