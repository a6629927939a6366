import { expect, test } from 'vitest';
import { readUsedSettings, type UsedSettings } from '../../../src/claude/transcript/used-settings.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from '../../support/transcripts.ts';

const none: UsedSettings = { model: undefined, permissionMode: undefined, release: undefined };
const by = (model: string) => ({ message: { id: 'm', model, role: 'assistant', content: [] } });

test.each<[what: string, lines: (TranscriptLine | string)[], used: UsedSettings]>([
  ['nothing', [], none],
  [
    'the last turn',
    [
      user('u1', null, 'a', { permissionMode: 'plan' }),
      assistant('a1', 'u1', 'm1', by('claude-old')),
      user('u2', 'a1', 'b', { permissionMode: 'acceptEdits', version: '2.1.300' }),
      assistant('a2', 'u2', 'm2'),
    ],
    { model: 'claude-opus-5-5', permissionMode: 'acceptEdits', release: '2.1.329' },
  ],
  [
    'a mode that was changed after it',
    [user('u1', null, 'a', { permissionMode: 'plan' }), assistant('a1', 'u1', 'm1'), { type: 'permission-mode', permissionMode: 'auto' }],
    { model: 'claude-opus-5-5', permissionMode: 'auto', release: '2.1.329' },
  ],
  [
    'not what Claude made up, nor a subagent',
    [
      assistant('a1', null, 'm1', by('claude-real')),
      assistant('a2', 'a1', 'm2', by('<synthetic>')),
      assistant('a3', 'a2', 'm3', { ...by('claude-haiku'), isSidechain: true }),
    ],
    { model: 'claude-real', permissionMode: undefined, release: '2.1.329' },
  ],
  ['not what was said of it', [{ type: 'note', text: '"model":"x" "permissionMode":"plan"' }, '{"permissionMode":'], none],
  ['nothing of another type', [{ type: 'user', uuid: 'u', permissionMode: 5, version: 'x.y' }], none],
])('%s', (_, lines, used) => {
  const { path } = writeTranscript(temporaryFolder(), 'x.jsonl', lines);
  expect(readUsedSettings(path)).toEqual(used);
});
