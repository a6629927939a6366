import type { CachedPrefix, CacheVerdict } from '../core/cache.ts';
import { formatSpan } from '../core/durations.ts';
import type { TokenUsage } from '../core/usage.ts';

/** Lifetimes of what is written to the prompt cache, in seconds. Source: the `ephemeral_5m_…` and `ephemeral_1h_…` of the Messages API. */
const [short, long] = [300, 3600];

/**
 * What a request leaves in the cache; undefined if nothing.
 * @param usage of the last request of a turn.
 * @param before what was in the cache before: a request that only reads does not say how long the cache lives.
 */
export function cachedPrefixOf(usage: TokenUsage | undefined, at: string, before: CachedPrefix | undefined): CachedPrefix | undefined {
  const tokens = (usage?.cache_read_input_tokens ?? 0) + (usage?.cache_creation_input_tokens ?? 0);
  return tokens === 0 ? undefined : { tokens, lifetime: lifetimeOf(usage) ?? before?.lifetime ?? short, at };
}

function lifetimeOf(usage: TokenUsage | null | undefined): number | undefined {
  const { ephemeral_1h_input_tokens: forLong = 0, ephemeral_5m_input_tokens: forShort = 0 } = usage?.cache_creation ?? {};
  return forLong > 0 ? long : forShort > 0 ? short : undefined;
}

export interface CacheQuestion {
  /** What the last turn of the same conversation left in the cache; undefined if nothing, or unknown. */
  prefix: CachedPrefix | undefined;
  /** Of the turn's first request; undefined if unknown. */
  first: TokenUsage | undefined;
  startedAt: Date;
  /** What changed since the last turn, in a word or two each; undefined if unknown. */
  changed: readonly string[] | undefined;
  /** Of the whole turn. */
  spent: { costUsd: number | null; usage: TokenUsage | null };
}

/** The cache is read up to its last marked place, and reminders come and go before it: a little less is still warm. */
const mostly = 0.95;

/** Null if it cannot be told. */
export function judgeCache({ prefix, first, startedAt, changed, spent }: CacheQuestion): CacheVerdict | null {
  if (!prefix || !first) return null;
  const read = first.cache_read_input_tokens ?? 0;
  const missedTokens = Math.max(0, prefix.tokens - read);
  const costUsd = costOfMissed(missedTokens, first, lifetimeOf(first) ?? prefix.lifetime, spent);
  if (read >= prefix.tokens * mostly) return { status: 'warm', costUsd, because: null, missedTokens };
  const ageMs = startedAt.getTime() - Date.parse(prefix.at);
  if (ageMs >= prefix.lifetime * 1000) {
    const because = `the last turn ended ${formatSpan(ageMs)} before, and the cache lives for ${formatSpan(prefix.lifetime * 1000)}`;
    return { status: 'cold', costUsd, because, missedTokens };
  }
  return { status: 'broken', costUsd, because: changeWords(changed), missedTokens };
}

function changeWords(changed: readonly string[] | undefined): string {
  if (!changed) return 'what changed since the last turn is not known';
  const last = changed.at(-1);
  if (last === undefined) return 'nothing that chorus compares has changed since the last turn';
  return `changed since the last turn: ${[...changed.slice(0, -2), changed.slice(-2).join(' and ')].join(', ')}`;
}

/** Prices of tokens, as multiples of the price of an input token. Source: the price list of the Messages API; `prices.ts` for models. */
const weights = { output: 5, read: 0.1, write: { [short]: 1.25, [long]: 2 } as Record<number, number> };

/** What missed tokens cost more than if they had been read, at the rate of the turn. */
function costOfMissed(missed: number, first: TokenUsage, lifetime: number, { costUsd, usage }: CacheQuestion['spent']): number | null {
  const write = weights.write[lifetime] ?? 1.25;
  const weighed =
    (usage?.input_tokens ?? 0) +
    (usage?.cache_read_input_tokens ?? 0) * weights.read +
    (usage?.cache_creation_input_tokens ?? 0) * write +
    (usage?.output_tokens ?? 0) * weights.output;
  if (costUsd === null || weighed === 0) return null;
  const written = Math.min(missed, first.cache_creation_input_tokens ?? 0);
  const more = written * (write - weights.read) + (missed - written) * (1 - weights.read);
  // Where the cost has parts that the usage has not (subagents), the rate is too high.
  return Number(Math.min(costUsd, (costUsd / weighed) * more).toFixed(6));
}
