import { describe, expect, test } from 'vitest';
import { type CallCost, costOfCall } from '../../src/claude/cost.ts';
import type { ResultMessage } from '../../src/claude/messages.ts';
import { quirksOf } from '../../src/claude/releases.ts';
import facts from '../fixtures/claude-releases.json' with { type: 'json' };

function resultOf(total: number | undefined, share?: Record<string, { costUSD?: number }>): ResultMessage {
  return {
    type: 'result',
    subtype: 'success',
    is_error: false,
    session_id: 'a',
    ...(total === undefined ? {} : { total_cost_usd: total }),
    ...(share === undefined ? {} : { model_usage_since_last_result: share }),
  };
}

/** What three calls of a conversation cost, each told what the one before left behind. */
function costsOf(release: string, totals: readonly number[]): CallCost[] {
  const costs: CallCost[] = [];
  for (const total of totals) costs.push(costOfCall(resultOf(total), quirksOf(release), costs.length === 0 ? 0 : costs.at(-1)?.cumulative));
  return costs;
}

describe('three calls', () => {
  const eraOfCalls = facts.slice(
    0,
    facts.findIndex(({ release }) => release === '2.1.280'),
  );
  const eraOfSums = facts.slice(eraOfCalls.length);

  test.each(eraOfCalls)('$release tells the cost of each', ({ release, totalCostUsdOverThreeCalls: totals }) => {
    expect(costsOf(release, totals)).toEqual(totals.map((call) => ({ call, cumulative: undefined })));
  });

  test.each(eraOfSums)('$release tells their sum', ({ release, totalCostUsdOverThreeCalls: totals, costFromModelUsageSinceLastResult }) => {
    expect(costsOf(release, totals)).toEqual([
      { call: 0.0041, cumulative: 0.0041 },
      { call: 0.0081, cumulative: 0.0122 },
      { call: 0.0121, cumulative: 0.0243 },
    ]);
    if (costFromModelUsageSinceLastResult !== null) expect(costFromModelUsageSinceLastResult).toBe(0.0121);
  });

  test.each(eraOfSums)("$release lets a fork inherit its parent's sum", ({ release, fork }) => {
    expect(costOfCall(resultOf(fork?.cost), quirksOf(release), 0.0243)).toEqual({ call: 0.0161, cumulative: 0.0404 });
  });
});

describe('one call', () => {
  test.each<[what: string, release: string | undefined, result: ResultMessage | undefined, before: number | undefined, cost: CallCost]>([
    ['no result', '2.1.250', undefined, undefined, { call: null, cumulative: undefined }],
    ['no result, and the sum stays known', '2.1.280', undefined, 0.5, { call: null, cumulative: 0.5 }],
    ['a result without a cost', '2.1.329', resultOf(undefined), 0.5, { call: null, cumulative: 0.5 }],
    ['a sum whose start is not known', '2.1.280', resultOf(0.5), undefined, { call: null, cumulative: 0.5 }],
    ['a sum that began anew', '2.1.280', resultOf(0.01), 0.5, { call: 0, cumulative: 0.01 }],
    ['its share, whatever the sum was', '2.1.310', resultOf(0.5, { opus: { costUSD: 0.01 } }), undefined, { call: 0.01, cumulative: 0.5 }],
    [
      'shares of several models',
      '2.1.329',
      resultOf(0.5, { opus: { costUSD: 0.1 }, haiku: { costUSD: 0.2 }, free: {} }),
      0.2,
      { call: 0.3, cumulative: 0.5 },
    ],
    ['no share at all', '2.1.329', resultOf(0.5, {}), 0.5, { call: 0, cumulative: 0.5 }],
    ['a release that is not told', undefined, resultOf(0.5), 0.2, { call: 0.3, cumulative: 0.5 }],
    ['a share on a release without sums', '2.1.250', resultOf(0.5, { opus: { costUSD: 0.1 } }), 0.2, { call: 0.5, cumulative: undefined }],
    ['a cost of nothing', '2.1.250', resultOf(0), undefined, { call: 0, cumulative: undefined }],
  ])('%s', (_, release, result, before, cost) => {
    expect(costOfCall(result, quirksOf(release), before)).toEqual(cost);
  });
});
