import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addHooks, readEvents } from '../../../src/claude/stream/hooks.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ours = [{ hooks: [{ type: 'command', command: '{ cat; echo; } >> /home/j.jsonl' }] }];

describe('addHooks', () => {
  test.each<[what: string, settings: Record<string, unknown>, hooked: Record<string, unknown>]>([
    ['nothing else', {}, { hooks: { SessionStart: ours, SessionEnd: ours } }],
    ['other settings stay', { model: 'opus' }, { model: 'opus', hooks: { SessionStart: ours, SessionEnd: ours } }],
    [
      'hooks of other events stay',
      { hooks: { Stop: [{ hooks: [] }] } },
      { hooks: { Stop: [{ hooks: [] }], SessionStart: ours, SessionEnd: ours } },
    ],
    [
      "the user's own run first",
      { hooks: { SessionStart: [{ matcher: 'clear', hooks: [] }] } },
      { hooks: { SessionStart: [{ matcher: 'clear', hooks: [] }, ...ours], SessionEnd: ours } },
    ],
    ['what is no hook gives way', { hooks: 'none' }, { hooks: { SessionStart: ours, SessionEnd: ours } }],
  ])('%s', (_, settings, hooked) => {
    expect(addHooks(settings, '/home/j.jsonl')).toEqual(hooked);
  });

  test("the command appends what it is told as a line, whatever the file's name", () => {
    const journal = join(temporaryFolder(), "it's here $HOME.jsonl");
    const { hooks } = addHooks({}, journal) as { hooks: { SessionStart: typeof ours } };
    const command = hooks.SessionStart[0]?.hooks[0]?.command ?? '';
    for (const input of ['{"a":1}', '{"b":2}']) expect(execFileSync('sh', ['-c', command], { input, encoding: 'utf8' })).toBe('');
    expect(readFileSync(journal, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  });
});

describe('readEvents', () => {
  const [a, b] = ['aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000'] as const;

  test('starts and ends, in order; the rest is ignored', () => {
    const journal = [
      `{"session_id":"${a}","hook_event_name":"SessionStart","source":"startup","cwd":"/work"}`,
      '',
      'garbage',
      `{"session_id":"${a}","hook_event_name":"Stop"}`,
      '{"session_id":"../../../evil","hook_event_name":"SessionStart","source":"clear"}',
      '{"session_id":7,"hook_event_name":"SessionStart","source":"startup"}',
      `{"session_id":"${a}","hook_event_name":"SessionEnd","reason":"clear"}`,
      `{"session_id":"${b}","hook_event_name":"SessionStart","source":"clear"}`,
      `{"session_id":"${b}","hook_ev`,
    ].join('\n');
    expect(readEvents(journal)).toEqual([
      { kind: 'start', sessionId: a, source: 'startup' },
      { kind: 'end', sessionId: a, source: 'clear' },
      { kind: 'start', sessionId: b, source: 'clear' },
    ]);
  });
});
