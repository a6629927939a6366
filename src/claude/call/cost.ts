import { addUp, type TokenUsage } from '../../core/usage.ts';
import type { ResultMessage } from '../stream/messages.ts';
import type { ModelRequest } from '../stream/turn-work.ts';
import { estimateCost } from './prices.ts';
import type { Quirks } from './releases.ts';

interface CostQuestion {
  /** All results of the call, oldest first; empty if it was ended before the first. */
  results: readonly ResultMessage[];
  /** Claude's running sum at the end of the transcript (`cost-state`, 2.1.277 and later). It is written after SIGTERM, too. */
  recorded: number | undefined;
  quirks: Quirks;
  /** Requests that were answered, as the stream shows them. */
  requests?: readonly ModelRequest[];
  /** Claude's running sum before the call: that of the session's last turn, or of the parent at the fork. */
  before: number | undefined;
}

export interface CallCost {
  /** What this call cost, in USD; null if unknown. */
  call: number | null;
  /** What it adds to the session, in USD: more than its own cost if an earlier call was ended before it reported its cost. */
  added: number;
  /** Claude's running sum after the call; 0 while no release kept one; undefined if unknown. */
  cumulative: number | undefined;
  /** Claude did not report it: counted by the requests that were seen, at the prices of a list. */
  isEstimated?: true;
}

/**
 * `total_cost_usd` is the cost of the call up to 2.1.276. From 2.1.277 on it is the sum of the conversation, including what a fork
 * inherits; 2.1.310 and later report each result's share in `model_usage_since_last_result`.
 */
export function costOfCall({ results, recorded, quirks, before, requests = [] }: CostQuestion): CallCost {
  const isCumulative = quirks.totalCost === 'conversation';
  if (results.length === 0 && !(isCumulative && recorded !== undefined) && requests.length > 0) {
    // A `claude` that was killed does not add what it spent to its own sum, either (2.1.280, 2.1.331).
    const estimate = rounded(estimateCost(requests));
    return { call: estimate, added: estimate, cumulative: before, isEstimated: true };
  }
  const last = results.at(-1)?.total_cost_usd;
  const told = last === undefined ? undefined : rounded(last);
  // What another release summed up before stays in the transcript, and this one adds nothing to it.
  if (!isCumulative) return { call: told ?? null, added: told ?? 0, cumulative: before };
  const total = told ?? recorded;
  if (total === undefined) return { call: null, added: 0, cumulative: before };
  const difference = before === undefined ? undefined : Math.max(0, rounded(total - before));
  const call = sumShares(results) ?? difference ?? null;
  // A fork that was ended early shows its parent's sum, which is no cost of its own.
  const isTold = told !== undefined || call !== 0;
  return { call: isTold ? call : null, added: Math.max(call ?? 0, difference ?? 0), cumulative: total };
}

/** Tokens of all results together; undefined if none reports any. */
export function usageOfCall(results: readonly ResultMessage[]): TokenUsage | undefined {
  const usages = results.flatMap(({ usage }) => (usage ? [usage] : []));
  const last = usages.at(-1);
  return last && usages.length > 1 ? { ...last, ...addUp(usages) } : last;
}

/** Undefined unless every result reports its share. */
function sumShares(results: readonly ResultMessage[]): number | undefined {
  const shares = results.flatMap(({ model_usage_since_last_result: share }) => (share ? [share] : []));
  if (shares.length === 0 || shares.length < results.length) return undefined;
  return rounded(sum(shares.flatMap((share) => Object.values(share)).map((usage) => usage.costUSD ?? 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Binary fractions add up to 0.012300000000000002; a millionth of a cent is enough. */
function rounded(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
