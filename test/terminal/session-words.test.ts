import { expect, test } from 'vitest';
import type { Expiry } from '../../src/core/listing.ts';
import type { Session } from '../../src/core/session.ts';
import { contextWords, expiryWords, shortenHome, verdictWords } from '../../src/terminal/session-words.ts';

test.each<[session: Pick<Session, 'last' | 'state'>, text: string, tone: string]>([
  [{ last: null, state: 'recorded' }, '-', 'none'],
  [{ last: {}, state: 'recorded' }, '-', 'none'],
  [{ last: null, state: 'starting' }, '? unverified', 'unsure'],
  [{ last: { verdict: 'started' }, state: 'active' }, '✓ started', 'good'],
  [{ last: { verdict: 'resumed' }, state: 'active' }, '✓ resumed', 'good'],
  [{ last: { verdict: 'forked' }, state: 'active' }, '✓ forked', 'good'],
  [{ last: { verdict: 'restarted' }, state: 'active' }, '✓ restarted', 'good'],
  [{ last: { verdict: 'lost' }, state: 'active' }, '✗ lost', 'bad'],
  [{ last: { verdict: 'not-found' }, state: 'active' }, '✗ not-found', 'bad'],
  [{ last: { verdict: 'branched' }, state: 'active' }, '✗ branched', 'bad'],
  [{ last: { verdict: 'unverified' }, state: 'active' }, '? unverified', 'unsure'],
  [{ last: { verdict: 'by\u001b[31m\nhand' }, state: 'active' }, '✗ by⏎hand', 'bad'],
])('the verdict of %j', (session, text, tone) => {
  expect(verdictWords(session)).toMatchObject({ text, tone });
});

test.each<[tokens: number | undefined, window: number | undefined, text: string]>([
  [undefined, undefined, '-'],
  [undefined, 200_000, '-'],
  [45_123, undefined, '45k'],
  [45_123, 0, '45k'],
  [45_123, 200_000, '45k (23%)'],
  [1005, 1_000_000, '1k (<1%)'],
  [0, 200_000, '0 (0%)'],
  [200_000, 200_000, '200k (100%)'],
])('%s tokens of a window of %s are %s', (contextTokens, contextWindow, text) => {
  expect(contextWords({ contextTokens, contextWindow })).toBe(text);
});

test.each<[expiry: Expiry, text: string]>([
  [{ status: 'counted', days: 12.5 }, 'in 12 d'],
  [{ status: 'counted', days: -1 }, 'now'],
  [{ status: 'in-vault' }, 'in vault'],
  [{ status: 'gone' }, 'gone'],
  [{ status: 'none' }, '-'],
])('%j is %s', (expiry, text) => {
  expect(expiryWords(expiry)).toBe(text);
});

test.each<[path: string, home: string | undefined, shown: string]>([
  ['/home/me/code', '/home/me', '~/code'],
  ['/home/me', '/home/me', '~'],
  ['/home/meander', '/home/me', '/home/meander'],
  ['/srv', '/home/me', '/srv'],
  ['/srv', undefined, '/srv'],
  ['/srv', '', '/srv'],
  ['/srv', '/', '/srv'],
])('%s at home in %s is %s', (path, home, shown) => {
  expect(shortenHome(path, home)).toBe(shown);
});
