import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Context } from '../../src/commands/shared/context.ts';
import { type ReportOptions, reportOutcome } from '../../src/commands/shared/turn-report.ts';
import { outcomeOf } from '../support/outcomes.ts';

const cache = { status: 'broken', costUsd: 0.26, because: 'changed since the last turn: model', missedTokens: 45_000 } as const;
const line = 'chorus: prompt cache broken: 45,000 tokens sent anew, for about $0.26 more (changed since the last turn: model)\n';
const summary = 'chorus: ✓ auth resumed: descends from the tip · $0.0123 · 3.2 s\n';

test.each<[what: string, options: Partial<ReportOptions>, costUsd: number, told: string]>([
  ['below the result', {}, 0.26, summary + line],
  ['alone where standard output has the result', { format: 'json' }, 0.26, line],
  ['not where it cost no more than 10 cents', {}, 0.1, summary],
  ['not with --quiet', { quiet: true }, 0.26, ''],
])('what a missed prompt cache cost is told %s', async (_, options, costUsd, told) => {
  const stderr = new PassThrough();
  const outcome = outcomeOf({}, { cache: { ...cache, costUsd } });
  await reportOutcome({ stderr, env: {} } as unknown as Context, outcome, { format: 'text', used: undefined, ...options });
  expect(String(stderr.read() ?? '')).toBe(told);
});
