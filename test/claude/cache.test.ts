import { expect, test } from 'vitest';
import { type CacheQuestion, cachedPrefixOf, judgeCache } from '../../src/claude/cache.ts';
import type { CacheVerdict } from '../../src/core/cache.ts';

const prefix = { tokens: 100_000, lifetime: 300, at: '2026-01-01T10:00:00.000Z' };
const after = (seconds: number) => new Date(Date.parse(prefix.at) + seconds * 1000);
const hit = { input_tokens: 10, cache_read_input_tokens: 100_000, cache_creation_input_tokens: 500 };
const miss = { input_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 100_500 };
/** A rate of 4 dollars for a million input tokens. */
const spent = { costUsd: 0.5025, usage: { input_tokens: 0, cache_creation_input_tokens: 100_500, output_tokens: 0 } };
const nothing = 'nothing that chorus compares has changed since the last turn';

test.each<[what: string, question: Partial<CacheQuestion>, verdict: CacheVerdict | null]>([
  ['all was read', { first: hit }, { status: 'warm', costUsd: 0, because: null, missedTokens: 0 }],
  [
    'nearly all was read',
    { first: { ...hit, cache_read_input_tokens: 97_000 } },
    { status: 'warm', costUsd: 0.0113, because: null, missedTokens: 3000 },
  ],
  [
    'all was read, though it should have expired',
    { first: hit, startedAt: after(900) },
    { status: 'warm', costUsd: 0, because: null, missedTokens: 0 },
  ],
  [
    'nothing was read after 12 minutes',
    { startedAt: after(720) },
    { status: 'cold', costUsd: 0.46, because: 'the last turn ended 12 min before, and the cache lives for 5 min', missedTokens: 100_000 },
  ],
  ['nothing was read after just 5 minutes', { startedAt: after(300) }, expect.objectContaining({ status: 'cold' })],
  ['nothing was read just before', { startedAt: after(299) }, expect.objectContaining({ status: 'broken', because: nothing })],
  [
    'nothing was read after 12 minutes, of a cache that lives for an hour',
    { prefix: { ...prefix, lifetime: 3600 }, startedAt: after(720), changed: ['model'] },
    { status: 'broken', costUsd: 0.475, because: 'changed since the last turn: model', missedTokens: 100_000 },
  ],
  [
    'nothing was read after 2 hours, of a cache that lives for an hour',
    { prefix: { ...prefix, lifetime: 3600 }, startedAt: after(7200) },
    expect.objectContaining({ status: 'cold', because: 'the last turn ended 2 h before, and the cache lives for 1 h' }),
  ],
  [
    'only tools and system prompt were read',
    { first: { ...miss, cache_read_input_tokens: 15_000 } },
    expect.objectContaining({ status: 'broken', missedTokens: 85_000 }),
  ],
  [
    'several things changed',
    { changed: ['release', 'system prompt', 'tools'] },
    expect.objectContaining({ because: 'changed since the last turn: release, system prompt and tools' }),
  ],
  [
    'it is not known what changed',
    { changed: undefined },
    expect.objectContaining({ because: 'what changed since the last turn is not known' }),
  ],
  [
    'the cache was turned off, and the tokens were sent as plain input',
    { first: { input_tokens: 100_510 }, spent: { costUsd: 0.40204, usage: { input_tokens: 100_510 } } },
    { status: 'broken', costUsd: 0.36, because: nothing, missedTokens: 100_000 },
  ],
  ['no cost is known', { spent: { ...spent, costUsd: null } }, expect.objectContaining({ status: 'broken', costUsd: null })],
  ['no usage of the turn is known', { spent: { ...spent, usage: null } }, expect.objectContaining({ costUsd: null })],
  [
    'the cost has more than the usage: at most the cost of the turn',
    { spent: { costUsd: 0.1, usage: { input_tokens: 1 } } },
    expect.objectContaining({ costUsd: 0.1 }),
  ],
  ['nothing was in the cache', { prefix: undefined }, null],
  ['the first request has no usage', { first: undefined }, null],
])('the cache verdict where %s', (_, question, verdict) => {
  expect(judgeCache({ prefix, first: miss, startedAt: after(60), changed: [], spent, ...question })).toEqual(verdict);
});

const at = prefix.at;

test.each<[what: string, usage: Parameters<typeof cachedPrefixOf>[0], tokens: number | undefined, lifetime?: number]>([
  ['what was read and what was written', { cache_read_input_tokens: 40, cache_creation_input_tokens: 2, output_tokens: 9 }, 42, 300],
  ['for an hour', { cache_creation_input_tokens: 2, cache_creation: { ephemeral_1h_input_tokens: 2 } }, 2, 3600],
  [
    'for 5 minutes',
    { cache_creation_input_tokens: 2, cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 0 } },
    2,
    300,
  ],
  ['nothing, without caching', { input_tokens: 42 }, undefined],
  ['nothing, without usage', undefined, undefined],
])('a request leaves in the cache: %s', (_, usage, tokens, lifetime) => {
  expect(cachedPrefixOf(usage, at, undefined)).toEqual(tokens && { tokens, lifetime, at });
});

test('a request that only reads the cache does not change how long it lives', () => {
  expect(cachedPrefixOf({ cache_read_input_tokens: 40 }, at, { ...prefix, lifetime: 3600 })).toEqual({ tokens: 40, lifetime: 3600, at });
});
