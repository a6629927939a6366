import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { assistant, hasReachedHang, init, plainTurn, result, type Scenario, type Step } from '../support/fake-claude.ts';
import { createFakeSandbox, type FakeSandbox } from '../support/fake-sandbox.ts';
import { runInProcess } from '../support/in-process.ts';
import type { Ran } from '../support/sandbox.ts';
import { expectNothingDone, type LogEvent, session } from './turns.ts';

const release = '2.1.329';
const otherId = '99999999-9999-4999-8999-999999999999';

/** The steps of a `claude`, a whole scenario of one, or what is done to the file of a good one. */
type Fault = Step[] | Partial<Scenario> | ((path: string) => void);

/** Verdict, turn, exit code, and the verdict of the next turn, of a `claude` that behaves. No verdict: nothing was done. */
type Judged = [verdict: string, turn: string, exitCode: number, next: 'started' | 'resumed'] | [verdict: undefined, exitCode: number];

interface Details {
  /** Without `--json`: standard output is the answer alone. */
  text?: true;
  /** In a later turn than the first. */
  resume?: true;
  args?: string[];
  /** With a time limit that passes when it hangs. */
  timesOut?: true;
  prompt?: string;
  /** What is told of the answer; `ok` for a turn that is ok, else nothing. In text, what standard output holds. */
  answer?: string | null;
  says?: RegExp;
  outcome?: object;
}

const end = (exit: number): Step => ({ exit });
const die = (signal: NodeJS.Signals): Step => ({ die: signal });
const write = (...lines: (object | string)[]): Step => ({ write: lines });
const bytes = (...values: number[]): Step => ({ write: Uint8Array.from(values) });
/** A good turn, but for its result. */
const turn = (changes: object): Step => write(init, assistant(), { ...result(), ...changes });
const unverified: Judged = ['unverified', 'none', 1, 'started'];
const noResult: Judged = ['started', 'none', 1, 'started'];
const fine: Judged = ['started', 'ok', 0, 'resumed'];
const failed: Judged = ['started', 'error', 1, 'resumed'];
const limit: Judged = ['started', 'limit', 4, 'resumed'];
const rubbish = Array.from({ length: 4096 }, (_, index) => (index * 151 + (index >> 8)) % 256);
const million = 'x'.repeat(1_000_000);

const faults: [fault: string, claude: Fault, judged: Judged, details?: Details][] = [
  // Ends without a result.
  ['exits 0 with nothing', [], unverified, { says: /claude ended without a result \(exit code 0\)\.$/ }],
  ['exits 0 with nothing, in text', [], unverified, { text: true, says: /^chorus: \? auth unverified: it ended before init · turn: none/ }],
  ['exits 1 with nothing', [end(1)], unverified, { says: /claude ended without a result \(exit code 1\)\.$/ }],
  ['exits 1 with nothing, in a later turn', [end(1)], ['unverified', 'none', 1, 'resumed'], { resume: true }],
  ['exits 143', [end(143)], unverified, { says: /exit code 143/ }],
  [
    'exits 1 with words on stderr',
    [{ stderr: 'line one\nInvalid API key\n' }, end(1)],
    unverified,
    { says: /^It said: Invalid API key$/m },
  ],
  ['exits 1 with words on stdout', [write('Invalid API key\n'), end(1)], unverified, { says: /^It said: Invalid API key$/m }],
  ['exits 0 with init alone', [write(init)], noResult],
  ['exits 0 with an answer and no result', [write(init, assistant())], noResult, { answer: 'ok' }],
  ['exits 1 with an answer and no result', [write(init, assistant()), end(1)], noResult, { text: true, answer: 'ok', says: /exit code 1/ }],
  ['dies of SIGSEGV before init', [die('SIGSEGV')], ['unverified', 'none', 139, 'started'], { says: /signal SIGSEGV/ }],
  ['dies of SIGABRT before init', [die('SIGABRT')], ['unverified', 'none', 134, 'started']],
  ['dies of SIGTERM before init', [die('SIGTERM')], ['unverified', 'none', 143, 'started']],
  ['dies of SIGKILL before init, in a later turn', [die('SIGKILL')], ['unverified', 'none', 137, 'resumed'], { resume: true }],
  ['dies of SIGSEGV after init', [write(init), die('SIGSEGV')], ['started', 'none', 139, 'started']],
  ['dies of SIGABRT after an answer', [write(init, assistant()), die('SIGABRT')], ['started', 'none', 134, 'started'], { answer: 'ok' }],
  ['dies of SIGTERM after init', [write(init), die('SIGTERM')], ['started', 'none', 143, 'started']],
  ['dies of SIGKILL after init', [write(init), die('SIGKILL')], ['started', 'none', 137, 'started'], { text: true }],
  [
    'dies of SIGKILL after an answer, in a later turn',
    [write(init, assistant()), die('SIGKILL')],
    ['resumed', 'none', 137, 'resumed'],
    { resume: true, answer: 'ok', says: /^The answer is Claude's last message: nothing says whether it is complete\.$/m },
  ],

  // Ends badly, with a result.
  ['a result, and exit code 1', [plainTurn(), end(1)], fine],
  ['a result, and exit code 143, in text', [plainTurn(), end(143)], fine, { text: true }],
  ['a result, and death of SIGSEGV', [plainTurn(), die('SIGSEGV')], fine],
  ['a result, and death of SIGKILL', [plainTurn(), die('SIGKILL')], fine],

  // Hangs.
  ['hangs before init', [{ hang: true }], ['unverified', 'timeout', 124, 'started'], { timesOut: true }],
  ['hangs after init', [write(init), { hang: true }], ['started', 'timeout', 124, 'started'], { timesOut: true }],
  [
    'hangs, and ignores being asked to end',
    [{ ignore: ['SIGINT', 'SIGTERM'] }, { hang: true }],
    ['unverified', 'timeout', 124, 'started'],
    { timesOut: true },
  ],
  [
    'closes stdout before the result, and hangs',
    [write(init), { close: true }, { hang: true }],
    ['started', 'timeout', 124, 'started'],
    { timesOut: true },
  ],
  ['closes stdout after the result, and hangs', [plainTurn(), { close: true }, { hang: true }], fine, { timesOut: true }],
  ['closes stdout after the result, and goes on', [plainTurn(), { close: true }, { pause: 500 }, end(1)], fine],
  ['leaves a process that keeps stdout open, after the result', [plainTurn(), { leave: true }], fine],
  [
    'leaves a process that keeps stdout open, and no result',
    [write(init), { leave: true }, end(1)],
    ['started', 'timeout', 124, 'started'],
    { timesOut: true },
  ],

  // What is in the stream.
  ['rubbish alone', [bytes(...rubbish), end(1)], unverified],
  [
    'rubbish before, between and after',
    [bytes(...rubbish, 0x0a), write(init), bytes(...rubbish, 0x0a), plainTurn(), bytes(...rubbish)],
    fine,
  ],
  ['rubbish that a line is glued to', [write(init), bytes(...rubbish.filter((byte) => byte !== 0x0a)), write(result())], noResult],
  ['a result that is cut', [write(init, assistant(), JSON.stringify(result()).slice(0, -9))], noResult],
  ['a result that is cut after one that is whole', [plainTurn(), write(JSON.stringify(result('cut')).slice(0, -9))], fine],
  ['a result without its newline', [write(init, assistant(), JSON.stringify(result()))], fine],
  ['a result without its newline, in text', [write(init, JSON.stringify(result('end')))], fine, { text: true, answer: 'end' }],
  [
    'lines in pieces, cut in the middle of a character',
    [{ write: [init, JSON.stringify(result('grüße 🎉'))], splitAt: cutsIn([init, JSON.stringify(result('grüße 🎉'))]), pauseMs: 10 }],
    fine,
    { answer: 'grüße 🎉' },
  ],
  ['line ends of CRLF', [write(...plainTurn().write.map((line) => `${JSON.stringify(line)}\r\n`))], fine],
  // JSON has no byte order mark: the line is none. What `claude` wrote is not mended, and nothing is claimed.
  [
    'a byte order mark before init',
    [write('\ufeff', ...plainTurn().write)],
    ['unverified', 'ok', 0, 'started'],
    { text: true, says: /^chorus: \? auth unverified: it ended before init/ },
  ],
  ['U+2028 and U+2029 in a line', [plainTurn('a\u2028b\u2029c')], fine, { answer: 'a\u2028b\u2029c' }],
  ['U+0000 and half a surrogate pair in an answer', [write(init, result('a\u0000b\ud83d'))], fine, { answer: 'a\u0000b\ud83d' }],
  ['empty and blank lines', [write('\n\n', init, '\n  \n\t\n', result(), '\n')], fine],
  [
    'lines that are null, numbers, lists, texts',
    [write('null\n1\n-0\n1e999\n', [init], init, '[]\n[[]]\n"result"\ntrue\n', result(), '{}\n')],
    fine,
  ],
  [
    'types that are not known, or no texts',
    [write({ type: 'hologram' }, { type: null }, { type: ['result'] }, { type: { type: 'result' } }, init, { type: 1 }, result())],
    fine,
  ],
  [
    'system messages of an unknown subtype',
    [write({ type: 'system', subtype: 'x' }, { type: 'system' }, init, { type: 'system', subtype: 1 }, result())],
    fine,
  ],
  ['keys in another order', [write(init, reversed(assistant()), reversed(result()))], fine],
  [
    'keys of the machinery',
    [write('{"__proto__":{"type":"result"},"constructor":1,"toString":2}\n', init, '{"type":"result","__proto__":1}\n', result())],
    fine,
  ],
  [
    'a nest of 100,000 lists',
    [write(init, `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, `{"type":"result","a":${'['.repeat(100_000)}\n`, result())],
    fine,
  ],
  ['100,000 tiny lines', [write(init, '{}\n'.repeat(100_000), result())], fine],
  ['a result of 20 MB', [write(init, result('x'.repeat(20_000_000)))], fine, { answer: 'x'.repeat(20_000_000) }],
  ['10 MB on stderr', [{ stderr: `${million}\n`.repeat(10) }, plainTurn()], fine],
  [
    '10 MB on stderr, and no result',
    [{ stderr: `${million}\n`.repeat(10) }, { stderr: 'the end\n' }, end(1)],
    unverified,
    { says: /^It said: the end$/m },
  ],
  ['a long prompt that is never read', { ignoreInput: true, steps: [plainTurn()] }, fine, { prompt: million.repeat(5) }],
  ['a long prompt that is never read, and exit code 1', { ignoreInput: true, steps: [end(1)] }, unverified, { prompt: million.repeat(5) }],

  // Messages that come too often, too late, or for another conversation.
  ['two results', [plainTurn('first'), write(result('second'))], fine, { answer: 'second' }],
  ['two results, in text', [plainTurn('first'), write(result('second'))], fine, { text: true, answer: 'first\n\nsecond' }],
  ['an error after the answer', [plainTurn(), write({ ...result('no'), is_error: true }), end(1)], failed, { answer: 'no' }],
  [
    'a result for another conversation',
    [turn({ session_id: otherId })],
    fine,
    { outcome: { verdict: { evidence: { resultId: otherId } } } },
  ],
  ['an init for another conversation', [write({ ...init, session_id: otherId }, result())], ['lost', 'ok', 3, 'started']],
  ['two inits', [write(init, init, assistant(), result())], fine],
  ['two inits, the second for another conversation', [write(init, { ...init, session_id: otherId }, result())], fine],
  ['init after the answer', [write(assistant(), init, result())], fine],
  ['init after the result', [write(result(), init)], fine],
  [
    'no init',
    [write(assistant(), result())],
    ['unverified', 'ok', 0, 'started'],
    { text: true, says: /\? auth unverified: it ended before init/ },
  ],

  // Results that are no success.
  [
    'an API error, which comes as success',
    [turn({ is_error: true, api_error_status: 529, result: 'API Error: 529' }), end(1)],
    failed,
    { answer: 'API Error: 529', outcome: { turn: { apiErrorStatus: 529 } } },
  ],
  [
    'an API error, in text',
    [turn({ is_error: true, api_error_status: 529, result: 'API Error: 529' }), end(1)],
    failed,
    { text: true, answer: 'API Error: 529', says: /^chorus: ✗ auth/m },
  ],
  [
    'error_during_execution',
    [turn({ subtype: 'error_during_execution', result: undefined, errors: ['one', 'two'] }), end(1)],
    failed,
    { answer: 'one\ntwo' },
  ],
  ['an error of a later release', [turn({ subtype: 'error_of_2099', result: undefined })], failed],
  [
    'error_max_turns, exit code 0',
    [turn({ subtype: 'error_max_turns', result: undefined })],
    limit,
    { says: /^Continue with a higher limit: .* --max-turns/ },
  ],
  ['error_max_turns, exit code 1', [turn({ subtype: 'error_max_turns', is_error: true, result: undefined }), end(1)], limit],
  [
    'error_max_budget_usd',
    [turn({ subtype: 'error_max_budget_usd', is_error: true, result: undefined }), end(1)],
    limit,
    { says: /^Continue with a higher limit: .* --max-budget-usd/ },
  ],
  [
    'denials',
    [turn({ permission_denials: [{ tool_name: 'Bash' }, { tool_name: 'Bash' }] })],
    ['started', 'denied', 0, 'resumed'],
    { answer: 'ok', says: /^Denied: Bash\. / },
  ],
  [
    'denials, with --strict',
    [turn({ permission_denials: [{ tool_name: 'Bash' }] })],
    ['started', 'denied', 6, 'resumed'],
    { answer: 'ok', args: ['--strict'] },
  ],
  ['structured output', [turn({ structured_output: { a: [1] } })], fine, { outcome: { turn: { structuredOutput: { a: [1] } } } }],

  // Values of the wrong type, which are as none.
  ['a result without a session id', [turn({ session_id: undefined })], noResult, { answer: 'ok' }],
  ['a result whose session id is a number', [turn({ session_id: 5 })], noResult, { answer: 'ok' }],
  ['an init whose session id is a list', [write({ ...init, session_id: [otherId] }, result())], ['unverified', 'ok', 0, 'started']],
  [
    'an init with values of the wrong type',
    [write({ ...init, model: 5, permissionMode: ['plan'], cwd: null, claude_code_version: 2 }, result())],
    fine,
    { args: ['--model', 'opus', '--permission-mode', 'plan'], outcome: { verdict: { drift: [] }, claude: { release } } },
  ],
  [
    'an init with a release that is none',
    [write({ ...init, claude_code_version: 'unreleased' }, result())],
    fine,
    { outcome: { claude: { release } } },
  ],
  ['an answer whose uuid is a number', [write(init, { ...assistant(), uuid: 5 }, result())], fine],
  ['an answer whose id is a number', [write(init, { ...assistant(), message: { id: 5 } }, result())], fine],
  ['an answer without a message', [write(init, { ...assistant(), message: null }, { ...assistant(), message: 'x' }, result())], fine],
  [
    'an answer whose model is a number',
    [write(init, { ...assistant(), message: { id: 'msg_1', model: 5 } }, result())],
    fine,
    { args: ['--model', 'opus'] },
  ],
  [
    'an answer whose usage is of texts',
    [write(init, { ...assistant(), message: { id: 'msg_1', usage: { input_tokens: '5', output_tokens: {} } } }, result())],
    fine,
  ],
  ['an answer whose usage is null', [write(init, { ...assistant(), message: { id: 'msg_1', usage: null } }, result())], fine],
  ['result: null', [turn({ result: null })], fine, { answer: null }],
  ['result: null, in text', [turn({ result: null })], fine, { text: true, answer: null }],
  ['a result that is a number', [turn({ result: 42 })], fine, { answer: null }],
  ['a result that is a number, in text', [turn({ result: 42 })], fine, { text: true, answer: null }],
  ['a result that is an object, in text', [turn({ result: { text: 'ok' } })], fine, { text: true, answer: null }],
  ['an error that is an object, in text', [turn({ is_error: true, result: { text: 'no' } }), end(1)], failed, { text: true, answer: null }],
  ['is_error that is a text', [turn({ is_error: 'true' })], failed, { answer: 'ok' }],
  ['a subtype that is a number', [turn({ subtype: 1 })], failed, { answer: 'ok', outcome: { turn: { subtype: null } } }],
  ['no subtype', [turn({ subtype: undefined })], failed, { answer: 'ok', outcome: { turn: { subtype: null } } }],
  ['no usage', [turn({ usage: undefined })], fine, { outcome: { turn: { usage: null } } }],
  ['usage: null', [turn({ usage: null })], fine, { outcome: { turn: { usage: null } } }],
  ['usage that is a text', [turn({ usage: '12 tokens' })], fine, { outcome: { turn: { usage: null } } }],
  [
    'usage of texts and nulls',
    [turn({ usage: { input_tokens: '5', output_tokens: null, cache_read_input_tokens: 7 } })],
    fine,
    { outcome: { turn: { usage: { cache_read_input_tokens: 7 } } } },
  ],
  [
    'usage below 0, and without end',
    [write(init, JSON.stringify({ ...result(), usage: { input_tokens: -5, output_tokens: 'END' } }).replace('"END"', '1e999'))],
    fine,
  ],
  ['a cost that is a text', [turn({ total_cost_usd: '0.01' })], fine, { outcome: { turn: { costUsd: null } } }],
  ['a cost that is null', [turn({ total_cost_usd: null })], fine, { outcome: { turn: { costUsd: null } } }],
  ['a cost below 0', [turn({ total_cost_usd: -0.5 })], fine, { outcome: { turn: { costUsd: null } } }],
  [
    'a cost without end',
    [write(init, JSON.stringify({ ...result(), total_cost_usd: 'END' }).replace('"END"', '1e999'))],
    fine,
    { outcome: { turn: { costUsd: null } } },
  ],
  [
    'a cost of 1e308',
    [turn({ total_cost_usd: 1e308, usage: { input_tokens: 1e308, cache_read_input_tokens: 1e308 } })],
    fine,
    { outcome: { turn: { costUsd: null } } },
  ],
  [
    'costs by model that are null',
    [turn({ total_cost_usd: 0.5, model_usage_since_last_result: { opus: null } })],
    fine,
    { outcome: { turn: { costUsd: 0.5 } } },
  ],
  [
    'costs by model that are texts',
    [turn({ total_cost_usd: 0.5, model_usage_since_last_result: { opus: { costUSD: '1' } } })],
    fine,
    { outcome: { turn: { costUsd: 0.5 } } },
  ],
  [
    'costs by model that are a list',
    [turn({ total_cost_usd: 0.5, model_usage_since_last_result: [1] })],
    fine,
    { outcome: { turn: { costUsd: 0.5 } } },
  ],
  ['denials that are a text', [turn({ permission_denials: 'Bash' })], fine],
  ['denials that are an object', [turn({ permission_denials: { length: 1 } })], fine],
  [
    'denials that name no tool',
    [turn({ permission_denials: [null, 5, { tool_name: { toString: 1 } }, []] })],
    ['started', 'denied', 0, 'resumed'],
    { answer: 'ok', says: /^Denied: a tool\. / },
  ],
  [
    'errors that are a text',
    [turn({ subtype: 'error_during_execution', is_error: true, result: undefined, errors: 'no' }), end(1)],
    failed,
  ],
  ['errors that are a number', [turn({ subtype: 'error_during_execution', is_error: true, result: undefined, errors: 5 }), end(1)], failed],
  [
    'errors that are no texts',
    [turn({ subtype: 'error_during_execution', is_error: true, result: undefined, errors: [{ toString: 1 }, 'two', null] }), end(1)],
    failed,
    { answer: 'two' },
  ],
  [
    'counts and words of the wrong type',
    [turn({ num_turns: '3', duration_ms: {}, terminal_reason: 7, api_error_status: '529' })],
    fine,
    { outcome: { turn: { numTurns: null, terminalReason: null, apiErrorStatus: null } } },
  ],

  // What is no `claude`.
  ['tells no release, but 1 MB of something else', { release: million }, fine],
  // It is handed to sh, as a shell does.
  ['a text that is no program', (path) => writeFileSync(path, 'not a program\n'), [undefined, 127], { resume: true }],
  [
    'an interpreter that is not there',
    (path) => writeFileSync(path, '#!/nowhere/interpreter\n'),
    [undefined, 127],
    { resume: true, says: /could not be started/ },
  ],
  [
    'a file that is not executable',
    (path) => chmodSync(path, 0o644),
    [undefined, 127],
    { resume: true, says: /is not an executable file/ },
  ],
  ['a file that is not there', (path) => rmSync(path), [undefined, 127], { resume: true, says: /claude was not found/ }],
];

test.concurrent.each(faults)('%s', async (_, claude, judged, details = {}) => {
  const started = await start(claude, details, judged[0] === undefined);
  await using sandbox = started.sandbox;
  const { ran, events } = started;
  const [verdict, status, exitCode, next = 'resumed'] = judged[0] === undefined ? [undefined, undefined, judged[1]] : judged;

  expect(ran.stderr).not.toMatch(/bug in chorus|^\s+at .*:\d+\)?$/m);
  expect(ran.exitCode).toBe(exitCode);
  if (verdict === undefined) {
    expect(ran.stderr).toMatch(/^chorus: .+\n {8}.+\n$/);
    expect(readError(ran).message).toMatch(details.says ?? /./);
  } else {
    expectTold(ran, { verdict: { status: verdict }, turn: { status }, exitCode }, details);
    expect(sandbox.readLog<LogEvent>().slice(events)).toEqual([expect.objectContaining({ verdict, turn: status, exitCode })]);
    expect(sandbox.calls().filter(({ pid }) => isRunning(pid))).toEqual([]);
  }
  await expectKept(sandbox);

  const { sessionId } = session(sandbox, 'auth');
  sandbox.play(release, plainTurn('the next answer'));
  const after = await sandbox.inProcess('resume', 'auth', 'next', '--json');
  expect(v.parse(outcomeShape, after.json())).toMatchObject({
    sessionId,
    verdict: { status: next },
    turn: { status: 'ok', result: 'the next answer' },
    exitCode: 0,
  });
  expect(sandbox.calls().at(-1)?.argv).toContain(`--${next === 'resumed' ? 'resume' : 'session-id'}=${sessionId}`);
  expect(sandbox.readLog()).toHaveLength(events + (verdict === undefined ? 1 : 2));
  await expectKept(sandbox);
});

interface Started {
  sandbox: FakeSandbox;
  ran: Ran;
  /** What stood in the log before. */
  events: number;
}

async function start(claude: Fault, details: Details, isRefused: boolean, seconds = 1): Promise<Started> {
  const sandbox = await createFakeSandbox(release, plainTurn());
  if (details.resume) await sandbox.inProcess('new', 'auth', 'one');
  const events = sandbox.readLog().length;
  play(sandbox, claude);
  const args = [details.resume ? 'resume' : 'new', 'auth', ...(details.args ?? []), ...(details.text ? [] : ['--json'])];
  if (details.timesOut) args.push('--timeout', String(seconds));
  const call = () => runInProcess(sandbox, args, { input: details.prompt ?? 'prompt' });
  const ran = isRefused ? await expectNothingDone(sandbox, call) : await call();
  if (!details.timesOut || hasReachedHang(dirname(sandbox.env.CHORUS_CLAUDE ?? ''))) return { sandbox, ran, events };
  await sandbox.dispose();
  return start(claude, details, isRefused, seconds * 2);
}

function play(sandbox: FakeSandbox, claude: Fault): void {
  if (typeof claude === 'function') claude(sandbox.env.CHORUS_CLAUDE ?? '');
  else sandbox.stage({ release, steps: [plainTurn()], ...(Array.isArray(claude) ? { steps: claude } : claude) });
}

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.nullable(v.string());
const count = v.optional(amount);
const usageShape = v.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});

/** What the docs promise to those who read it. */
const outcomeShape = v.looseObject({
  sessionId: v.pipe(v.string(), v.uuid()),
  verdict: v.looseObject({
    status: v.string(),
    drift: v.array(v.object({ key: v.string(), asked: v.string(), actual: v.string() })),
    evidence: v.object({
      expectedId: text,
      initId: text,
      resultId: text,
      lineage: v.string(),
      recordsAdded: v.nullable(amount),
    }),
  }),
  turn: v.looseObject({
    status: v.string(),
    subtype: text,
    terminalReason: text,
    apiErrorStatus: v.nullable(amount),
    result: text,
    denials: v.array(v.unknown()),
    numTurns: v.nullable(amount),
    durationMs: amount,
    costUsd: v.nullable(amount),
    usage: v.nullable(usageShape),
    backgroundTasks: v.array(v.unknown()),
  }),
  claude: v.object({ release: v.nullable(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))), path: v.string(), argv: v.array(v.string()) }),
  exitCode: v.number(),
  hints: v.array(v.string()),
});

const sessionShape = v.looseObject({
  sessionId: v.pipe(v.string(), v.uuid()),
  tip: v.nullable(v.object({ uuid: v.string(), messageId: v.string() })),
  last: v.nullable(
    v.looseObject({
      model: v.optional(v.string()),
      permissionMode: v.optional(v.string()),
      release: v.optional(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))),
      contextTokens: count,
      cumulativeCostUsd: count,
    }),
  ),
  totals: v.object({
    turns: amount,
    costUsd: amount,
    tokens: v.object({ input: amount, output: amount, cacheRead: amount, cacheCreation: amount }),
  }),
});

function expectTold(
  ran: Ran,
  told: { verdict: object; turn: { status: string | undefined }; exitCode: number },
  { text: inText, answer, says, outcome }: Details,
): void {
  const expected = answer === undefined ? (told.turn.status === 'ok' ? 'ok' : null) : answer;
  if (inText) {
    expect(ran.stdout).toBe(expected === null ? '' : `${expected}\n`);
    expect(ran.stderr).toMatch(says ?? /./);
    return;
  }
  const read = v.parse(outcomeShape, ran.json());
  expect(read).toMatchObject(told);
  expect(digest(read.turn.result)).toEqual(digest(expected));
  expect(read).toMatchObject(outcome ?? {});
  expect(read.hints.join('\n')).toMatch(says ?? /^/);
}

/** A difference of 20 MB is not to be printed. */
function digest(answer: string | null): string[] | null {
  return answer === null ? null : [answer.slice(0, 200), createHash('sha1').update(answer).digest('hex')];
}

async function expectKept(sandbox: FakeSandbox): Promise<void> {
  const shown = await sandbox.inProcess('show', 'auth', '--json');
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  v.parse(sessionShape, shown.json());
}

function readError({ stdout }: Ran): { message: string } {
  return (JSON.parse(stdout) as { error: { message: string } }).error;
}

function isRunning(pid: number): boolean {
  const path = join('/proc', String(pid), 'status');
  return existsSync(path) && /^State:\s+[^ZX]/m.test(readFileSync(path, 'utf8'));
}

/** One byte behind the start of each character that has several. */
function cutsIn(lines: (object | string)[]): number[] {
  const written = lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join('');
  return [...written.matchAll(/[^\0-\x7f]/gu)].map(({ index }) => Buffer.byteLength(written.slice(0, index)) + 1);
}

function reversed(message: object): object {
  return Object.fromEntries(Object.entries(message).reverse());
}
