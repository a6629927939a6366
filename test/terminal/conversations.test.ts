import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { KeptConversation } from '../../src/core/conversation.ts';
import { formatConversations, shortIds } from '../../src/terminal/conversations.ts';
import { searchConversations } from '../../src/terminal/picker/search.ts';

const now = new Date('2026-01-11T00:00:00Z');

function conversation(sessionId: string, rest: Partial<KeptConversation> = {}): KeptConversation {
  return {
    sessionId,
    path: `/p/${sessionId}.jsonl`,
    title: null,
    tag: null,
    firstPrompt: 'Plan\n  it',
    createdAt: '2026-01-01T00:00:00Z',
    lastActiveAt: '2026-01-10T21:00:00Z',
    cwd: '/work',
    size: 12_345,
    ...rest,
  };
}

test('a table for a reader, with nothing cut; control characters do not get through', async () => {
  const found = [conversation('aaaaaaaa-1'), conversation('bbbbbbbb-2', { title: 'A \u001b[31mtitle', firstPrompt: null, cwd: null })];
  expect(await formatConversations(found, { now, showsDirectory: true, available: Number.POSITIVE_INFINITY })).toEqual([
    'ID        AGE   LAST USED  SIZE     DIRECTORY  TITLE    FIRST PROMPT',
    'aaaaaaaa  10 d  3 h ago    12.3 kB  /work      -        Plan it',
    'bbbbbbbb  10 d  3 h ago    12.3 kB  -          A title  -',
  ]);
});

test.each([60, 100, 200])('%d columns are not overrun, wide characters or not', async (columns) => {
  const found = [
    conversation('aaaaaaaa-1', { title: 'ログイン画面'.repeat(20) }),
    conversation('bbbbbbbb-2', { firstPrompt: '👩‍💻 '.repeat(100) }),
  ];
  const lines = await formatConversations(found, { now, showsDirectory: false, available: columns });
  expect(lines.map((line) => stringWidth(line) <= columns)).toEqual([true, true, true]);
  expect(lines[1]).toMatch(/^aaaaaaaa .*“ログ.*…$/);
});

test('ids are as long as it takes to tell them apart', () => {
  expect(shortIds(['aaaaaaaa-1234', 'aaaaaaaa-1299', 'bbbbbbbb-1234', 'aaaaaaaa-9999'])).toEqual([
    'aaaaaaaa-123',
    'aaaaaaaa-129',
    'bbbbbbbb',
    'aaaaaaaa-9',
  ]);
});

test('every typed word narrows the choice, in any case, in the directory too', () => {
  const search = searchConversations([
    conversation('aaaaaaaa-1', { title: 'Login', firstPrompt: `${'x '.repeat(100)} plan` }),
    conversation('bbbbbbbb-2', { cwd: '/docs' }),
  ]);
  const found = (typed: string) => search(typed).map(({ sessionId }) => sessionId);
  expect(found('')).toEqual(['aaaaaaaa-1', 'bbbbbbbb-2']);
  expect(found('LOG plan')).toEqual(['aaaaaaaa-1']);
  expect(found(' docs ')).toEqual(['bbbbbbbb-2']);
  expect(found('docs log')).toEqual([]);
});
