import { expect, test } from 'vitest';
import { claudeEnvironment } from '../../../src/claude/call/environment.ts';

test('variables of an enclosing Claude session do not reach claude; all others do', () => {
  const kept = { PATH: '/bin', CLAUDE_CONFIG_DIR: '/c', CLAUDE_CODE_MAX_OUTPUT_TOKENS: '5', ANTHROPIC_API_KEY: 'k', EMPTY: '' };
  const enclosing = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'a', CLAUDE_CODE_CHILD_SESSION: '1', CLAUDE_CODE_ENTRYPOINT: 'cli' };
  expect(claudeEnvironment({ ...enclosing, ...kept })).toEqual({ ...kept, CHORUS_TURN: '1' });
});
