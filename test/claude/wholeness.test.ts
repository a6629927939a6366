import { describe, expect, test } from 'vitest';
import type { Reach } from '../../src/claude/transcript/reach.ts';
import { type ContextEvidence, findTruncation } from '../../src/claude/wholeness.ts';

const whole: Reach = { reachable: 8, total: 10, isComplete: true, isCompacted: false, repair: undefined };
const repaired: Reach = { ...whole, repair: { near: undefined, first: undefined } };
const grown: ContextEvidence = { before: 50_000, first: 50_100, isComparable: true, prompt: 90, atStake: null, clearable: 0, base: 10_000 };

function truncation(
  reach: Partial<Reach> | undefined,
  context: Partial<ContextEvidence> = {},
  before: number | null = 8,
): string | undefined {
  return findTruncation({ before, reach: reach && { ...whole, ...reach }, context: { ...grown, ...context } });
}

describe('the links decide', () => {
  test.each<[what: string, reach: Partial<Reach> | undefined, before: number | null, reason: string | undefined]>([
    ['all messages are there', {}, 8, undefined],
    ['more than there were: the prompt of a killed turn', { reachable: 9 }, 8, undefined],
    ['fewer', { reachable: 3 }, 8, 'of 8 earlier messages, only 3 can be reached from this turn'],
    ['none', { reachable: 0 }, 8, 'of 8 earlier messages, none can be reached from this turn'],
    ['they were never counted, and the beginning is there', {}, null, undefined],
    [
      'they were never counted, and the beginning is not there',
      { isComplete: false },
      null,
      'the history behind this turn breaks off before its beginning',
    ],
    ['all that were counted are there, behind them a broken link', { isComplete: false }, 8, undefined],
    ['the history was compacted since', { reachable: null, isCompacted: true }, 8, undefined],
    ['the turn was not found', undefined, 8, undefined],
  ])('%s', (_, reach, before, reason) => {
    expect(truncation(reach, {}, before)).toBe(reason);
  });
});

describe('where the release has to repair a link, tokens must show that it did', () => {
  const sent = (first: number) => `a link of the history is broken, and the model was sent ${first} tokens, after a context of 50000`;
  test.each<[what: string, context: Partial<ContextEvidence>, reason: string | undefined]>([
    ['as many as before', {}, undefined],
    ['nine tenths', { first: 45_000 }, undefined],
    ['fewer', { first: 44_999 }, sent(44_999)],
    ['fewer, since results of tools or thinking were cleared', { first: 30_000, clearable: 20_000 }, undefined],
    ['a long prompt does not make up for what is missing', { first: 60_000, prompt: 50_000, atStake: 40_000 }, sent(60_000)],
    ['a long prompt after all that was there', { first: 98_000, prompt: 50_000, atStake: 40_000 }, undefined],
    ['too little is at stake to tell', { first: 49_000, atStake: 1000 }, undefined],
    ['a gateway that reports 0', { before: 0, first: 0 }, 'a link of the history is broken, and nothing shows that Claude repaired it'],
    ['no answer', { first: null }, 'a link of the history is broken, and nothing shows that Claude repaired it'],
  ])('%s', (_, context, reason) => {
    expect(truncation(repaired, context)).toBe(reason);
  });

  test('repaired, but messages are missing all the same', () => {
    expect(truncation({ ...repaired, reachable: 6 })).toBe('of 8 earlier messages, only 6 can be reached from this turn');
  });
});

describe('where no link is broken, only what nothing else explains is a loss', () => {
  const small = { first: 12_000 };
  test.each<[what: string, context: Partial<ContextEvidence>, isLoss: boolean]>([
    ['less than half was sent', small, true],
    ['half', { first: 25_000 }, false],
    ['another release, model, tool, MCP server or system prompt', { ...small, isComparable: false }, false],
    ['results of tools or thinking were cleared', { ...small, clearable: 30_000 }, false],
    ['most of the context was system prompt and tools, which may have changed', { ...small, base: 40_000 }, false],
    ['the beginning is unknown', { ...small, base: null }, false],
    ['usage is 0', { first: 0 }, false],
    ['usage was 0', { ...small, before: 0 }, false],
    ['usage is unknown', { first: null }, false],
  ])('%s', (_, context, isLoss) => {
    expect(truncation({}, context)).toBe(
      isLoss ? 'the history is linked, but the model was sent 12000 tokens, after a context of 50000' : undefined,
    );
  });
});
