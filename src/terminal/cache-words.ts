import { formatCost, formatNumber } from '../core/amounts.ts';
import type { LastTurn } from '../core/session.ts';

/** From this cost on, in US dollars, a cache that was not read is worth a line of its own. */
const worthALine = 0.1;

type Verdict = NonNullable<LastTurn['cache']>;

/** `warm`; `cold: 45,000 tokens sent anew, for about $0.26 more (…)`. */
export function cacheWords({ status, missedTokens, costUsd, because }: Verdict): string {
  if (because === null) return status;
  const cost = costUsd === null ? '' : `, for about ${formatCost(costUsd)} more`;
  return `${status}: ${formatNumber(missedTokens)} tokens sent anew${cost} (${because})`;
}

/** The line that says so, where it cost enough. */
export function cacheLine(cache: Verdict | null): string | undefined {
  return cache && cache.because !== null && (cache.costUsd ?? 0) > worthALine ? `prompt cache ${cacheWords(cache)}` : undefined;
}
