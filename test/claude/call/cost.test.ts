import { describe, expect, test } from 'vitest';
import { type CallCost, costOfCall, usageOfCall } from '../../../src/claude/call/cost.ts';
import { estimateCost } from '../../../src/claude/call/prices.ts';
import { quirksOf } from '../../../src/claude/call/releases.ts';
import type { ResultMessage } from '../../../src/claude/stream/messages.ts';
import type { TokenUsage } from '../../../src/core/usage.ts';
import facts from '../../fixtures/claude-releases.json' with { type: 'json' };

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

/** What three calls of a conversation cost, each given what the one before left behind. */
function costsOf(release: string, totals: readonly number[]): CallCost[] {
  const costs: CallCost[] = [];
  for (const total of totals) {
    const before = costs.length === 0 ? 0 : costs.at(-1)?.cumulative;
    costs.push(costOfCall({ results: [resultOf(total)], recorded: undefined, quirks: quirksOf(release), before }));
  }
  return costs;
}

describe('three calls', () => {
  const eraOfCalls = facts.slice(
    0,
    facts.findIndex(({ release }) => release === '2.1.280'),
  );
  const eraOfSums = facts.slice(eraOfCalls.length);

  test.each(eraOfCalls)('$release tells the cost of each', ({ release, totalCostUsdOverThreeCalls: totals }) => {
    expect(costsOf(release, totals)).toEqual(totals.map((call) => ({ call: rounded(call), added: rounded(call), cumulative: 0 })));
  });

  test.each(eraOfSums)('$release tells their sum', ({ release, totalCostUsdOverThreeCalls: totals, costFromModelUsageSinceLastResult }) => {
    expect(costsOf(release, totals)).toEqual([
      { call: 0.0041, added: 0.0041, cumulative: 0.0041 },
      { call: 0.0081, added: 0.0081, cumulative: 0.0122 },
      { call: 0.0121, added: 0.0121, cumulative: 0.0243 },
    ]);
    if (costFromModelUsageSinceLastResult !== null) expect(costFromModelUsageSinceLastResult).toBe(0.0121);
  });

  test.each(eraOfSums)("$release lets a fork inherit its parent's sum", ({ release, fork }) => {
    expect(costOfCall({ results: [resultOf(fork?.cost)], recorded: undefined, quirks: quirksOf(release), before: 0.0243 })).toEqual({
      call: 0.0161,
      added: 0.0161,
      cumulative: 0.0404,
    });
  });
});

interface Call {
  release?: string | undefined;
  results?: ResultMessage[];
  recorded?: number;
  before?: number | undefined;
}

describe('one call', () => {
  test.each<[what: string, call: Call, cost: CallCost]>([
    ['no result', { release: '2.1.250' }, { call: null, added: 0, cumulative: undefined }],
    ['no result, and the sum stays known', { release: '2.1.280', before: 0.5 }, { call: null, added: 0, cumulative: 0.5 }],
    ['no result, and what the transcript has', { before: 0.5, recorded: 0.7 }, { call: 0.2, added: 0.2, cumulative: 0.7 }],
    [
      'what the transcript has counts on releases with sums',
      { release: '2.1.250', recorded: 0.7 },
      { call: null, added: 0, cumulative: undefined },
    ],
    ["a fork that was ended early has its parent's sum", { before: 0.5, recorded: 0.5 }, { call: null, added: 0, cumulative: 0.5 }],
    ['a result without a cost', { results: [resultOf(undefined)], before: 0.5 }, { call: null, added: 0, cumulative: 0.5 }],
    ['a sum whose start is not known', { release: '2.1.280', results: [resultOf(0.5)] }, { call: null, added: 0, cumulative: 0.5 }],
    ['a sum that began anew', { release: '2.1.280', results: [resultOf(0.01)], before: 0.5 }, { call: 0, added: 0, cumulative: 0.01 }],
    [
      'its share, whatever the sum was',
      { results: [resultOf(0.5, { opus: { costUSD: 0.01 } })] },
      { call: 0.01, added: 0.01, cumulative: 0.5 },
    ],
    [
      'its share, after a call that could not tell its own',
      { results: [resultOf(0.5, { opus: { costUSD: 0.01 } })], before: 0.2 },
      { call: 0.01, added: 0.3, cumulative: 0.5 },
    ],
    [
      'shares of several models',
      { results: [resultOf(0.5, { opus: { costUSD: 0.1 }, haiku: { costUSD: 0.2 }, free: {} })], before: 0.2 },
      { call: 0.3, added: 0.3, cumulative: 0.5 },
    ],
    [
      'several results',
      { results: [resultOf(0.3, { opus: { costUSD: 0.1 } }), resultOf(0.5, { opus: { costUSD: 0.2 } })], before: 0.2 },
      { call: 0.3, added: 0.3, cumulative: 0.5 },
    ],
    [
      'several results, one without its share',
      { results: [resultOf(0.3), resultOf(0.5, { opus: { costUSD: 0.2 } })], before: 0.1 },
      { call: 0.4, added: 0.4, cumulative: 0.5 },
    ],
    [
      'several results on a release without sums',
      { release: '2.1.250', results: [resultOf(0.1), resultOf(0.3)] },
      { call: 0.3, added: 0.3, cumulative: undefined },
    ],
    ['no share at all', { results: [resultOf(0.5, {})], before: 0.5 }, { call: 0, added: 0, cumulative: 0.5 }],
    [
      'a release that is not told',
      { release: undefined, results: [resultOf(0.5)], before: 0.2 },
      { call: 0.3, added: 0.3, cumulative: 0.5 },
    ],
    [
      'a share on a release without sums',
      { release: '2.1.250', results: [resultOf(0.5, { opus: { costUSD: 0.1 } })], before: 0.2 },
      { call: 0.5, added: 0.5, cumulative: 0.2 },
    ],
    ['a cost of nothing', { release: '2.1.250', results: [resultOf(0)] }, { call: 0, added: 0, cumulative: undefined }],
    ['a binary fraction', { release: '2.1.250', results: [resultOf(0.1 + 0.2)] }, { call: 0.3, added: 0.3, cumulative: undefined }],
  ])('%s', (_, { results = [], recorded, before, ...call }, cost) => {
    const release = 'release' in call ? call.release : '2.1.329';
    expect(costOfCall({ results, recorded, quirks: quirksOf(release), before })).toEqual(cost);
  });
});

describe('a claude that was killed before it reported its cost', () => {
  const opus = { model: 'claude-opus-5-5', usage: { input_tokens: 1000, output_tokens: 5 } };
  const estimate: CallCost = { call: 0.0082, added: 0.0082, cumulative: 0.5, isEstimated: true };

  test.each<[what: string, release: string, recorded: number | undefined, cost: CallCost]>([
    ['on a release without a sum', '2.1.200', undefined, estimate],
    ['on one with a sum, which is not written after SIGKILL', '2.1.329', undefined, estimate],
    ['on one that wrote its sum', '2.1.329', 0.6, { call: 0.1, added: 0.1, cumulative: 0.6 }],
  ])('costs what its requests cost, by a list of prices: %s', (_, release, recorded, cost) => {
    expect(costOfCall({ results: [], recorded, quirks: quirksOf(release), before: 0.5, requests: [opus, opus] })).toEqual(cost);
  });

  test('that asked nothing has no cost that is known', () => {
    const question = { results: [], recorded: undefined, quirks: quirksOf('2.1.200'), before: undefined };
    expect(costOfCall({ ...question, requests: [] })).toEqual({ call: null, added: 0, cumulative: undefined });
  });

  // The stub's 1000 + 5 tokens, and what these releases counted for them.
  test.each<[model: string | undefined, release: string, cost: number]>([
    ['claude-opus-5-5', '2.1.331', 0.0041],
    ['claude-opus-4-8', '2.1.200', 0.005125],
    ['claude-sonnet-4-20250514', '1.0.128', 0.003075],
    ['a model of a gateway', '2.1.331', 0.005125],
    [undefined, '2.1.331', 0.005125],
  ])('the price of %s is that of claude %s', (model, _, cost) => {
    expect(estimateCost([{ model, usage: opus.usage }])).toBeCloseTo(cost, 8);
  });

  test('reading from the cache costs less, writing to it more', () => {
    const usage = { cache_read_input_tokens: 1_000_000, cache_creation_input_tokens: 1_000_000 };
    expect(estimateCost([{ model: 'claude-sonnet-4-6', usage }])).toBeCloseTo(0.3 + 3.75, 8);
  });
});

describe('usageOfCall', () => {
  const usage = { input_tokens: 1, output_tokens: 2, cache_read_input_tokens: 3, cache_creation_input_tokens: 4 };

  test.each<[what: string, usages: (TokenUsage | undefined)[], sum: TokenUsage | undefined]>([
    ['none', [], undefined],
    ['a result that tells none', [undefined], undefined],
    ['one, as it came', [{ ...usage, service_tier: 'standard' } as TokenUsage], { ...usage, service_tier: 'standard' } as TokenUsage],
    [
      'several',
      [usage, undefined, { output_tokens: 5 }],
      { input_tokens: 1, output_tokens: 7, cache_read_input_tokens: 3, cache_creation_input_tokens: 4 },
    ],
  ])('%s', (_, usages, sum) => {
    expect(usageOfCall(usages.map((each) => ({ ...resultOf(0), ...(each ? { usage: each } : {}) })))).toEqual(sum);
  });
});

function rounded(usd: number): number {
  return Number(usd.toFixed(8));
}
