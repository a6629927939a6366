/** `warm`: what the last request left in the cache was read. `cold`: it had expired. `broken`: it was not read although it was young. */
export const cacheStatuses = ['warm', 'cold', 'broken'] as const;

/** Whether the first request of a turn read from the prompt cache what the last turn left there. */
export interface CacheVerdict {
  status: (typeof cacheStatuses)[number];
  /** What the missed tokens cost more than if they had been read, in US dollars: an estimate. Null if the cost of the turn is unknown. */
  costUsd: number | null;
  /** Why it was not read, in a few words; null if it was. */
  because: string | null;
  /** Tokens that were in the cache and were not read from it. */
  missedTokens: number;
}

/** What the last request of a turn left in the prompt cache. */
export interface CachedPrefix {
  tokens: number;
  /** In seconds. */
  lifetime: number;
  /** When it was used last: ISO 8601. */
  at: string;
}
