import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { briefOf } from '../../../src/core/event-brief.ts';
import type { Session } from '../../../src/core/session.ts';
import { openLedger } from '../../../src/report/ledger.ts';
import { isReport } from '../../../src/report/page/mark.ts';
import { renderReport } from '../../../src/report/page/page.ts';
import { buildReport } from '../../../src/report/report.ts';
import { eventOf, idOf, sessionOf } from '../../support/turn-events.ts';

function page(sessions: Session[], count = 3, zone = 'UTC'): string {
  const ledger = openLedger(sessions, []);
  for (const { name, sessionId } of sessions) {
    for (let turn = 0; turn < count; turn++)
      ledger.add(briefOf({ ...eventOf(name, `2026-03-02T1${turn}:00:00.000Z`, null), expectedId: sessionId }));
  }
  return renderReport(
    buildReport({
      ledger,
      leftOut: { sessions: [], lines: 0 },
      generator: 'chorus 1.2.3',
      now: new Date('2026-03-10T00:00:00Z'),
      timeZone: zone,
    }),
  );
}

test('calls that are missing in the log are not reported as successful', () => {
  const totals = { turns: 5, costUsd: 1, tokens: {} } as unknown as Session['totals'];
  expect(page([sessionOf('auth', 1)], 3)).toContain('none failed');
  expect(page([sessionOf('auth', 1, { totals })], 3)).toContain('none of 3 logged calls failed');
  expect(page([sessionOf('auth', 1, { totals })], 0)).not.toContain('failed');
});

test('hours on an axis have their day below them and do not overlap', () => {
  const text = page([sessionOf('auth', 1)], 3);
  expect(text).toContain('>10:00</text>');
  expect(text).not.toMatch(/>2 Mar \d\d:00<\/text>/);
});

test('text from people or Claude is never HTML', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e';
  const session = sessionOf('auth', 1, {
    note: evil,
    tags: [evil],
    cwd: `/${evil}`,
    profile: evil,
    last: { model: evil, permissionMode: evil, release: evil, verdict: evil },
    parent: { name: evil, sessionId: idOf(9), at: null },
  });
  const ledger = openLedger([session], [evil]);
  ledger.add(
    briefOf(
      eventOf(evil, '2026-03-02T10:00:00.000Z', 5, {
        reason: evil,
        exitCode: 1,
        model: { asked: evil, effective: evil },
        action: evil as 'new',
      }),
    ),
  );
  ledger.add(briefOf(eventOf(evil, '2026-03-02T10:00:00.000Z', 5, { verdict: evil as 'lost', turn: evil as 'ok' })));
  const text = renderReport(
    buildReport({
      ledger,
      tags: [],
      leftOut: { sessions: [{ name: evil, problem: evil }], lines: 1 },
      generator: 'chorus 1',
      now: new Date('2026-03-10T00:00:00Z'),
      timeZone: 'UTC',
    }),
  );
  expect(text.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThanOrEqual(10);
  expect(text).not.toMatch(/<script|<img|\u202e/i);
});

test('the page is self-contained: no script, no address, and only the style that its policy allows', () => {
  const text = page([sessionOf('auth', 1)]);
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  expect(text).toContain(`content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`);
  expect(text).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import|\sstyle="|\son\w+="/i);
  expect([...text.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target[0])).not.toContain(undefined);
  expect(new Set([...text.matchAll(/href="(.)/g)].map(([, first]) => first))).toEqual(new Set(['#']));
  expect(isReport(text.slice(0, 1024))).toBe(true);
});

test('every link leads to a section, and every section has its own id', () => {
  const text = page([sessionOf('auth', 1), sessionOf('jwt', 2, { parent: { name: 'auth', sessionId: idOf(1), at: null } })]);
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

test('charts are described in words and in tables', () => {
  const text = page([sessionOf('auth', 1)]);
  expect(text).toContain('aria-label="Cost. $1.50 in total. The highest: $0.50, call 1 (2 Mar 2026, 10:00)."');
  expect(text).toContain('aria-label="Context. The largest: 1k tokens, call 1 (2 Mar 2026, 10:00). The last: 1k."');
  expect(text).toContain('<summary>These charts as a table</summary>');
  expect(text).toContain('<summary>3 calls as a table</summary>');
});

test('days and times are those of the time zone', () => {
  expect(page([sessionOf('auth', 1)], 1, 'Asia/Tokyo')).toContain('2 Mar 2026, 19:00');
});

test('all of very many sessions are listed, and those used last have a section', () => {
  const sessions = Array.from({ length: 300 }, (_, index) =>
    sessionOf(`s-${index}`, index, { lastActiveAt: new Date(Date.UTC(2026, 3, 1) + index).toISOString() }),
  );
  const text = page(sessions, 1);
  expect(text.match(/<section class="session"/g)).toHaveLength(100);
  expect(text).toContain('>s-299</a>');
  expect(text).toContain('<b>s-0</b>');
  expect(text).toContain('Only the 100 sessions used last have a section');
});

test('a chain of forks is nested no deeper than browsers support', () => {
  const sessions = Array.from({ length: 2000 }, (_, index) =>
    sessionOf(`s${index}`, index, index > 0 ? { parent: { name: `s${index - 1}`, sessionId: idOf(index - 1), at: null } } : {}),
  );
  const text = page(sessions, 1);
  const tree = /<ul class="tree">[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
  let [depth, deepest] = [0, 0];
  for (const [tag] of tree.matchAll(/<\/?ul/g)) {
    depth += tag === '<ul' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  expect([depth, deepest]).toEqual([0, 13]);
  expect(tree.match(/<li>/g)).toHaveLength(2000);
  expect(tree.match(/<\/li>/g)).toHaveLength(2000);
});

test('an empty report says what to do', () => {
  expect(page([])).toContain('Start one: chorus new &lt;name&gt; &quot;&lt;prompt&gt;&quot;');
});

test('a call shows its cache verdict, and the total what the missed cache cost', () => {
  const ledger = openLedger([sessionOf('auth', 1)], []);
  const cache = { status: 'broken', costUsd: 0.25, because: 'changed since the last turn: tools', missedTokens: 45_000 } as const;
  ledger.add(briefOf(eventOf('auth', '2026-03-02T10:00:00.000Z', 1, { cache })));
  ledger.add(briefOf(eventOf('auth', '2026-03-02T11:00:00.000Z', 1, { cache: { ...cache, status: 'warm', because: null } })));
  const text = renderReport(
    buildReport({
      ledger,
      leftOut: { sessions: [], lines: 0 },
      generator: 'chorus 1.2.3',
      now: new Date('2026-03-10T00:00:00Z'),
      timeZone: 'UTC',
    }),
  );
  expect(text).toContain('per turn; missed cache about $0.25<');
  expect(text).toContain('<td class="text">broken, about $0.25 more</td>');
  expect(text).toContain('<td class="text">warm</td>');
});
