import { describe, expect, test } from 'vitest';
import { assistant, init, result } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import type { ScriptedStep } from '../support/scripted-program.ts';

const error = (rest: object): ScriptedStep => ({ write: [init, { ...result(), result: undefined, is_error: true, ...rest }] });

describe('standard output of a turn that failed is what `claude -p` prints', () => {
  // As 1.0.60 to 2.1.331 were seen to print it.
  test.each<[what: string, step: ScriptedStep, args: string[], stdout: string]>([
    ['an API error', error({ result: 'API Error: 529 overloaded' }), [], 'API Error: 529 overloaded\n'],
    ['max turns', error({ subtype: 'error_max_turns', errors: ['no'] }), ['--max-turns', '3'], 'Error: Reached max turns (3)\n'],
    [
      'max turns, on 2.1.50',
      error({ subtype: 'error_max_turns', is_error: false, errors: [] }),
      ['--max-turns', '3'],
      'Error: Reached max turns (3)\n',
    ],
    [
      'the budget',
      error({ subtype: 'error_max_budget_usd', errors: ['no'] }),
      ['--max-budget-usd', '0.5'],
      'Error: Exceeded USD budget (0.5)\n',
    ],
    ['an error while it ran', error({ subtype: 'error_during_execution', errors: ['the tool broke'] }), [], 'Execution error\n'],
  ])('%s', async (_, step, args, stdout) => {
    const { run } = scriptedChorus('2.1.329', step, { exit: 1 });
    const ran = await run('new', 'auth', 'What is it?', ...args);
    expect(ran).toMatchObject({ stdout, exitCode: expect.any(Number) });
    expect(ran.exitCode).not.toBe(0);
  });

  test("Claude's own words for an error while it ran are on standard error", async () => {
    const { run } = scriptedChorus('2.1.329', error({ subtype: 'error_during_execution', errors: ['the tool broke'] }), { exit: 1 });
    expect((await run('new', 'auth', 'What is it?')).stderr).toMatch(/^chorus: the tool broke$/m);
  });

  test('of a conversation that Claude does not have, there is nothing', async () => {
    const refusal = { subtype: 'error_during_execution', errors: ['No conversation found with session ID: x'] };
    const { run, claude } = scriptedChorus('2.1.329', { write: [init, assistant(), result()] });
    await run('new', 'auth', 'one');
    claude.play('2.1.329', { write: { ...result(), result: undefined, is_error: true, ...refusal } }, { exit: 1 });
    expect(await run('resume', 'auth', 'two')).toMatchObject({ stdout: '', exitCode: 3 });
  });
});

test('the answer of a claude that is killed after its last message is printed, and what is missing is said', async () => {
  const { run } = scriptedChorus('2.1.329', { write: [init, assistant('It is 42.')] }, { die: 'SIGKILL' });
  const ran = await run('new', 'auth', 'What is it?');
  expect(ran).toMatchObject({ stdout: 'It is 42.\n', exitCode: 137 });
  expect(ran.stderr).toContain('chorus: claude ended without a result (signal SIGKILL).\n');
  expect(ran.stderr).toContain("chorus: The answer is Claude's last message: nothing says whether it is complete.\n");
});

test('a turn in which nothing happened exits 1, and says so', async () => {
  const { run } = scriptedChorus('2.1.329', { write: [init, { ...result('Unknown command: /nope'), duration_api_ms: 0 }] });
  const ran = await run('new', 'auth', '/nope');
  expect(ran).toMatchObject({ stdout: 'Unknown command: /nope\n', exitCode: 1 });
  expect(ran.stderr).toContain('turn: empty');
  expect(ran.stderr).toContain('chorus: Nothing happened: the model was not asked.\n');
});
