import { describe, expect, test } from 'vitest';
import { followConversations, type Identity, type IdentityQuestion } from '../../../src/claude/transcript/identity.ts';

const start = (sessionId: string, source = 'startup') => ({ kind: 'start', sessionId, source }) as const;
const end = (sessionId: string, source: string) => ({ kind: 'end', sessionId, source }) as const;
const asked = { sessionId: 'a', entered: 'asked' } as const;

describe('followConversations', () => {
  test.each<[what: string, events: IdentityQuestion['events'], identity: Partial<Identity>, question?: Partial<IdentityQuestion>]>([
    ['nothing was told', [], { followed: [], foreign: [], end: undefined }],
    ['opened and left', [start('a'), end('a', 'prompt_input_exit')], { followed: [asked], foreign: [], end: 'prompt_input_exit' }],
    ['compaction keeps the conversation', [start('a'), start('a', 'compact')], { followed: [asked] }],
    [
      '/clear begins one of its own',
      [start('a'), end('a', 'clear'), start('b', 'clear')],
      { followed: [asked, { sessionId: 'b', entered: 'clear' }], foreign: [] },
    ],
    [
      '/clear twice',
      [start('a'), start('b', 'clear'), start('c', 'clear')],
      { followed: [asked, { sessionId: 'b', entered: 'clear' }, { sessionId: 'c', entered: 'clear' }] },
    ],
    ['/resume to a foreign one', [start('a'), start('x', 'resume')], { followed: [asked], foreign: ['x'] }],
    ['/clear in a foreign one', [start('a'), start('x', 'resume'), start('y', 'clear')], { followed: [asked], foreign: ['x', 'y'] }],
    ['/resume there and back', [start('a'), start('x', 'resume'), start('a', 'resume')], { followed: [asked], foreign: ['x'] }],
    [
      '/clear, and back to what was left: entered twice, and one conversation',
      [start('a'), start('b', 'clear'), start('a', 'resume')],
      { followed: [{ sessionId: 'b', entered: 'clear' }, asked], foreign: [] },
    ],
    [
      '/resume to one that it had before',
      [start('a'), start('old', 'resume')],
      { followed: [asked, { sessionId: 'old', entered: 'back' }], foreign: [] },
      { formerIds: ['old'] },
    ],
    [
      '/clear after that',
      [start('a'), start('old', 'resume'), start('b', 'clear')],
      { followed: [asked, { sessionId: 'old', entered: 'back' }, { sessionId: 'b', entered: 'clear' }] },
      { formerIds: ['old'] },
    ],
    ['a passing id before the one that was asked for', [start('x'), start('a', 'resume')], { followed: [asked], foreign: [] }],
    ['another one than was asked for', [start('x')], { followed: [], foreign: ['x'] }],
    ['the release chooses the id', [start('x')], { followed: [{ sessionId: 'x', entered: 'asked' }] }, { expectedId: null }],
    ['the release changes the id', [start('x')], { followed: [{ sessionId: 'x', entered: 'asked' }] }, { changesId: true }],
  ])('%s', (_, events, identity, question) => {
    expect(followConversations({ expectedId: 'a', changesId: false, formerIds: [], events, ...question })).toMatchObject(identity);
  });
});
