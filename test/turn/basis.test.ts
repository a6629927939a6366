import { describe, expect, test } from 'vitest';
import { basisOf, changedParts } from '../../src/turn/basis.ts';

const init = {
  type: 'system',
  subtype: 'init',
  session_id: 'id-1',
  model: 'claude-opus-5-5',
  claude_code_version: '2.1.329',
  tools: ['Bash'],
  mcp_servers: [],
  cwd: '/work',
} as const;
const first = { argv: ['-p', '--verbose', '--session-id=id-1', '--model=opus'], env: { HOME: '/home' }, init, promptDigest: 'a' };

describe('changedParts', () => {
  test.each<[what: string, next: Partial<Parameters<typeof basisOf>[0]>, changed: string[]]>([
    ['the same, resumed', { argv: ['-p', '--resume=id-1', '--model=opus'] }, []],
    ['limits and partial messages', { argv: [...first.argv, '--max-turns=3', '--max-budget-usd=1', '--include-partial-messages'] }, []],
    ['another variable', { env: { HOME: '/elsewhere', CI: '1' } }, []],
    ['the release', { init: { ...init, claude_code_version: '2.1.331' } }, ['release']],
    ['model and alias', { init: { ...init, model: 'claude-haiku-4-5' }, argv: ['-p', '--model=haiku'] }, ['model']],
    ['a file of the system prompt', { promptDigest: 'b' }, ['system prompt']],
    ['text added to the system prompt', { argv: [...first.argv, '--append-system-prompt=Be brief'] }, ['system prompt']],
    ['tools', { init: { ...init, tools: ['Bash', 'Read'] }, argv: [...first.argv, '--tools=Bash,Read'] }, ['tools']],
    ['MCP servers', { argv: [...first.argv, '--mcp-config=a.json', '--strict-mcp-config'] }, ['MCP servers']],
    ['the directory', { init: { ...init, cwd: '/elsewhere' } }, ['directory']],
    ['a variable that Claude reads', { env: { DISABLE_PROMPT_CACHING: '1' } }, ['environment']],
    ['a new option, and model', { init: { ...init, model: 'x' }, argv: [...first.argv, '--effort=high'] }, ['model', '--effort']],
    ['an option with its value apart', { argv: [...first.argv, '--betas', 'x'] }, ['--betas']],
  ])('%s', (_, next, changed) => {
    expect(changedParts(basisOf(first), basisOf({ ...first, ...next }))).toEqual(changed);
  });

  test('an option whose value changed, or that is gone', () => {
    const basis = basisOf({ ...first, argv: [...first.argv, '--betas', 'x'] });
    expect(changedParts(basis, basisOf({ ...first, argv: [...first.argv, '--betas', 'y'] }))).toEqual(['--betas']);
    expect(changedParts(basis, basisOf(first))).toEqual(['--betas']);
  });

  test('unknown, if one of the two is', () => {
    expect(changedParts(undefined, basisOf(first))).toBeUndefined();
    expect(changedParts(basisOf(first), basisOf({ ...first, init: undefined }))).toBeUndefined();
  });
});
