import type { ResultMessage } from './messages.ts';
import type { Quirks } from './releases.ts';

export interface CallCost {
  /** What this call cost, in USD; null when it can't be told. */
  call: number | null;
  /** Claude's running sum after it, where the release keeps one. */
  cumulative: number | undefined;
}

/**
 * `total_cost_usd` is the cost of the call up to 2.1.250. From 2.1.280 on it is the sum of the conversation, which a fork
 * inherits; 2.1.310 and later tell this call's share in `model_usage_since_last_result`.
 * @param before the sum before the call: that of the session's last turn, or of the parent at the fork.
 */
export function costOfCall(result: ResultMessage | undefined, quirks: Quirks, before: number | undefined): CallCost {
  const total = result?.total_cost_usd;
  if (total === undefined) return { call: null, cumulative: before };
  if (quirks.totalCost === 'call') return { call: total, cumulative: undefined };
  const share = result?.model_usage_since_last_result;
  if (share) return { call: sum(Object.values(share).map((usage) => usage.costUSD ?? 0)), cumulative: total };
  return { call: before === undefined ? null : Math.max(0, rounded(total - before)), cumulative: total };
}

function sum(values: number[]): number {
  return rounded(values.reduce((total, value) => total + value, 0));
}

/** Binary fractions add up to 0.012300000000000002; a millionth of a cent is enough. */
function rounded(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
