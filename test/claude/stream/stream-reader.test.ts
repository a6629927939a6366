import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/claude/stream/messages.ts';
import { lastText, type StreamFacts, StreamReader } from '../../../src/claude/stream/stream-reader.ts';
import { noWork } from '../../../src/claude/stream/turn-work.ts';
import { seededRandom } from '../../support/random.ts';

const init = {
  type: 'system',
  subtype: 'init',
  session_id: 'id-1',
  model: 'claude-opus-5-5',
  cwd: '/work',
  claude_code_version: '2.1.329',
};
const result = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  session_id: 'id-1',
  result: 'Done \u{1f389}\u2028.',
  total_cost_usd: 0.01,
};

function says(id: string, text: string, rest: object = {}): Message {
  return {
    type: 'assistant',
    message: { id, type: 'message', role: 'assistant', model: 'claude-opus-5-5', content: [{ type: 'text', text }] },
    parent_tool_use_id: null,
    session_id: 'id-1',
    uuid: `uuid of ${id}`,
    ...rest,
  };
}

interface Read {
  facts: StreamFacts;
  /** What the listener was told, of each kind. */
  told: { results: unknown[] };
}

async function read(chunks: readonly Buffer[], { eachMessage }: { eachMessage: boolean }): Promise<Read & { messages: Message[] }> {
  const told: Read['told'] = { results: [] };
  const messages: Message[] = [];
  const reader = new StreamReader({
    onResult: (message) => told.results.push(message),
    ...(eachMessage
      ? {
          onMessage: async (message: Message) => {
            await null;
            messages.push(message);
          },
        }
      : {}),
  });
  for (const chunk of chunks) await reader.push(chunk);
  await reader.end();
  return { facts: reader.facts, told, messages };
}

/** Reads a stream in both ways, which must not differ. */
async function readBoth(chunks: readonly Buffer[]): Promise<Read & { messages: Message[] }> {
  const whole = await read(chunks, { eachMessage: true });
  const { facts, told } = await read(chunks, { eachMessage: false });
  expect({ facts, told }).toEqual({ facts: whole.facts, told: whole.told });
  return whole;
}

function linesOf(...lines: (object | string)[]): Buffer {
  return Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
}

function splitAt(stream: Buffer, ...borders: number[]): Buffer[] {
  const edges = [0, ...borders, stream.length];
  return edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
}

const head = (stream: Buffer) => stream.subarray(0, 512).toString();

const small: (object | string)[] = [
  { type: 'system', subtype: 'session_title_changed', title: 'Zoë\u2028\u{1f600}', session_id: 'id-1' },
  init,
  'not JSON: "type":"result"',
  { ...says('msg_1', 'é\u2028\u{1f468}\u200d\u{1f469}\u200d\u{1f467}') },
  { type: 'user', message: { role: 'user', content: [{ type: 'tool_result', content: 'has "type":"assistant" in it' }] } },
  says('msg_s', 'I am a subagent', { parent_tool_use_id: 'toolu_1' }),
  result,
];
const smallFacts: Omit<StreamFacts, 'head'> = {
  init: init as StreamFacts['init'],
  result: result as StreamFacts['result'],
  results: [result as unknown as NonNullable<StreamFacts['result']>],
  tasks: [],
  lastAssistant: small[3] as StreamFacts['lastAssistant'],
  isWhole: true,
  work: noWork,
};

describe('a small stream, split at every byte', () => {
  const stream = linesOf(...small);
  const messages = small.filter((line) => typeof line === 'object');

  test('in two', async () => {
    for (let border = 0; border <= stream.length; border++) {
      const chunks = splitAt(stream, border);
      expect(await readBoth(chunks)).toEqual({
        facts: { ...smallFacts, head: head(stream) },
        told: { results: [result] },
        messages,
      });
    }
  });

  test('into single bytes', async () => {
    const chunks = [...stream].map((byte) => Buffer.from([byte]));
    expect(await readBoth(chunks)).toEqual({
      facts: { ...smallFacts, head: head(stream) },
      told: { results: [result] },
      messages,
    });
  });

  test('with CRLF', async () => {
    const withReturns = Buffer.from(stream.toString().replaceAll('\n', '\r\n'));
    for (let border = 0; border <= withReturns.length; border += 7) {
      const { facts } = await readBoth(splitAt(withReturns, border));
      expect(facts).toEqual({ ...smallFacts, head: head(withReturns) });
    }
  });

  test('without its last newline', async () => {
    const cut = stream.subarray(0, -1);
    for (let border = 0; border <= cut.length; border += 3) {
      const { facts } = await readBoth(splitAt(cut, border));
      expect(facts).toEqual({ ...smallFacts, head: head(cut) });
    }
  });
});

describe('what is found', () => {
  const nothing: Omit<StreamFacts, 'head'> = {
    init: undefined,
    result: undefined,
    results: [],
    tasks: [],
    lastAssistant: undefined,
    isWhole: true,
    work: noWork,
  };
  const main = says('msg_1', 'Hello') as { message: object };
  const asMain = main as unknown as StreamFacts['lastAssistant'];

  test.each<[what: string, lines: (object | string)[], facts: Partial<StreamFacts>]>([
    ['nothing in nothing', [], {}],
    ['nothing in empty lines', ['', '', ''], {}],
    ['nothing in words', ['claude: command failed', '"type":"result"', 'null', '[{"type":"result","session_id":"x"}]'], {}],
    [
      'a type at the end of its line',
      ['{"duration_api_ms":1,"is_error":false,"subtype":"success","session_id":"id-1","type":"result"}'],
      {
        result: { duration_api_ms: 1, is_error: false, subtype: 'success', session_id: 'id-1', type: 'result' } as StreamFacts['result'],
      },
    ],
    [
      'a type with blanks around its colon',
      ['{ "subtype" : "init" , "session_id" : "id-1" , "type"  :\t"system" }'],
      {
        init: { subtype: 'init', session_id: 'id-1', type: 'system' },
      },
    ],
    ['the first init', [init, { ...init, session_id: 'id-2' }], { init: init as StreamFacts['init'] }],
    [
      'an init after other system messages',
      [{ type: 'system', subtype: 'hook_started', session_id: 'id-0' }, init],
      { init: init as StreamFacts['init'] },
    ],
    ['no init without an id', [{ type: 'system', subtype: 'init' }], {}],
    [
      'the last result',
      [result, { ...result, session_id: 'id-2' }],
      {
        result: { ...result, session_id: 'id-2' } as StreamFacts['result'],
        results: [result, { ...result, session_id: 'id-2' }] as unknown as StreamFacts['results'],
      },
    ],
    ['no result without an id', [{ type: 'result', subtype: 'success' }], {}],
    ['no result in a content', [{ type: 'user', message: { content: [{ type: 'result', session_id: 'id-9' }] } }], {}],
    [
      'no result in a tool’s input',
      [says('msg_1', 'x', { message: { id: 'msg_1', content: [{ type: 'tool_use', input: { type: 'result', session_id: 'id-9' } }] } })],
      {
        lastAssistant: says('msg_1', 'x', {
          message: { id: 'msg_1', content: [{ type: 'tool_use', input: { type: 'result', session_id: 'id-9' } }] },
        }) as unknown as StreamFacts['lastAssistant'],
      },
    ],
    ['no init in a content', [{ type: 'user', message: { content: [init] } }], {}],
    [
      'no assistant in the result of a tool',
      [main, { type: 'user', tool_use_result: says('msg_9', 'nested'), message: { content: [] } }],
      { lastAssistant: asMain },
    ],
    [
      'no assistant in a structured output',
      [main, { ...result, structured_output: { type: 'assistant' } }],
      {
        lastAssistant: asMain,
        result: { ...result, structured_output: { type: 'assistant' } } as StreamFacts['result'],
      },
    ],
    ['no assistant of a subagent', [main, says('msg_s', 'x', { parent_tool_use_id: 'toolu_1' })], { lastAssistant: asMain }],
    ['no assistant of a subagent alone', [says('msg_s', 'x', { parent_tool_use_id: 'toolu_1' })], {}],
    [
      'a main assistant that speaks of a subagent',
      [says('msg_1', 'x', { message: { id: 'msg_1', content: [{ parent_tool_use_id: 'toolu_1' }] } })],
      {
        lastAssistant: says('msg_1', 'x', {
          message: { id: 'msg_1', content: [{ parent_tool_use_id: 'toolu_1' }] },
        }) as unknown as StreamFacts['lastAssistant'],
      },
    ],
    [
      'a main assistant that speaks of one at its end',
      [
        main,
        '{"type":"assistant","parent_tool_use_id":null,"uuid":"u2","session_id":"id-1","message":{"id":"msg_2","content":[{"parent_tool_use_id":"toolu_1"}]}}',
      ],
      {
        lastAssistant: {
          type: 'assistant',
          parent_tool_use_id: null,
          uuid: 'u2',
          session_id: 'id-1',
          message: { id: 'msg_2', content: [{ parent_tool_use_id: 'toolu_1' }] },
        } as unknown as StreamFacts['lastAssistant'],
      },
    ],
    [
      'no subagent that speaks of a main one',
      [main, '{"type":"assistant","parent_tool_use_id":"toolu_1","message":{"id":"msg_s","content":[{"parent_tool_use_id":null}]}}'],
      { lastAssistant: asMain },
    ],
    ['no assistant without a message', [main, { type: 'assistant', session_id: 'id-1' }], { lastAssistant: asMain }],
    ['no assistant in words', [main, 'and then "type":"assistant" happened'], { lastAssistant: asMain }],
    [
      'no assistant of another type',
      [main, { type: 'assistant_summary', message: { id: 'x' } }, { subtype: 'assistant' }, { mytype: 'assistant' }],
      { lastAssistant: asMain },
    ],
    [
      'keys in any order',
      ['{"uuid":"u","message":{"content":[],"id":"msg_1"},"session_id":"id-1","type":"assistant"}'],
      {
        lastAssistant: {
          uuid: 'u',
          message: { content: [], id: 'msg_1' },
          session_id: 'id-1',
          type: 'assistant',
        } as unknown as StreamFacts['lastAssistant'],
      },
    ],
    [
      'an assistant without the key of subagents (1.0.60)',
      ['{"type":"assistant","message":{"id":"msg_1"},"session_id":"id-1"}'],
      {
        lastAssistant: { type: 'assistant', message: { id: 'msg_1' }, session_id: 'id-1' },
      },
    ],
    [
      'what a type of a later release does not hide',
      [init, { type: 'hologram', data: 'x' }, main, { type: 'hologram' }, result],
      {
        init: init as StreamFacts['init'],
        lastAssistant: asMain,
        result: result as StreamFacts['result'],
      },
    ],
  ])('%s', async (_, lines, facts) => {
    const stream = linesOf(...lines);
    // As one block, and line by line: a block is searched, a line may be cut.
    for (const chunks of [[stream], lines.map((line) => linesOf(line)), splitAt(stream, Math.floor(stream.length / 2))]) {
      const seen = await readBoth(chunks);
      expect(seen.facts).toEqual({ ...nothing, results: facts.result ? [facts.result] : [], ...facts, head: head(stream) });
    }
  });

  test('a last line that was cut by a kill hides nothing', async () => {
    const cut = says('msg_2', 'Never finished');
    const stream = Buffer.concat([linesOf(init, main), Buffer.from(JSON.stringify(cut).slice(0, -20))]);
    const { facts } = await readBoth([stream]);
    expect(facts).toEqual({ ...nothing, init, lastAssistant: main, isWhole: false, head: head(stream) });
    expect(lastText(facts)).toBeUndefined();
  });

  test.each<[what: string, lines: object[], text: string | undefined]>([
    ['its text', [init, main], 'Hello'],
    ['nothing', [init], undefined],
    [
      'the call of a tool',
      [init, main, { ...main, message: { ...main.message, content: [{ type: 'tool_use', name: 'Bash' }] } }],
      undefined,
    ],
    [
      'text beside the call of a tool',
      [{ ...main, message: { ...main.message, content: [{ type: 'text', text: 'a' }, { type: 'tool_use' }] } }],
      undefined,
    ],
    [
      'a message that Claude made up',
      [init, main, says('msg_2', 'API Error', { message: { id: 'x', model: '<synthetic>', content: [{ type: 'text', text: 'no' }] } })],
      undefined,
    ],
    ['words of a subagent', [init, main, says('msg_s', 'inner', { parent_tool_use_id: 'toolu_1' })], 'Hello'],
  ])('the text that stands in for an answer, of a stream that ends with %s', async (_, lines, text) => {
    const { facts } = await readBoth([linesOf(...lines)]);
    expect(lastText(facts)).toBe(text);
  });

  test('the first bytes, in which a character may be cut', async () => {
    const stream = Buffer.from(`${'x'.repeat(510)}\u{1f600} and more`);
    const { facts } = await readBoth(splitAt(stream, 100, 511));
    expect(facts.head.slice(0, 510)).toBe('x'.repeat(510));
    expect(Buffer.byteLength(facts.head.slice(0, 510))).toBe(510);
    expect(facts.head).not.toContain('more');
  });
});

describe('long lines', () => {
  const long = 30 * 1024 * 1024;

  test('a line of 30 MB, of each type', async () => {
    const text = 'long é '.repeat(long / 8);
    const answer = says('msg_1', text);
    const done = { ...result, result: text };
    const toolResult = { type: 'user', message: { role: 'user', content: [{ type: 'tool_result', content: text }] } };
    const subagent = says('msg_s', text, { parent_tool_use_id: 'toolu_1' });
    const stream = linesOf(init, answer, toolResult, subagent, done);
    const chunks: Buffer[] = [];
    for (let start = 0; start < stream.length; start += 65_536) chunks.push(stream.subarray(start, start + 65_536));
    for (const eachMessage of [true, false]) {
      const { facts } = await read(chunks, { eachMessage });
      expect(facts.init).toEqual(init);
      // Compared by hand: a difference of 30 MB is not to be printed.
      expect(facts.lastAssistant?.message.id).toBe('msg_1');
      expect(JSON.stringify(facts.lastAssistant) === JSON.stringify(answer)).toBe(true);
      expect(facts.result?.result === text).toBe(true);
    }
  });

  test.each<[what: string, line: object | string, is: keyof StreamFacts | undefined]>([
    ['init', { padding: 'x'.repeat(1_100_000), ...init }, 'init'],
    ['result', { padding: 'x'.repeat(1_100_000), ...result }, 'result'],
    ['assistant', { padding: 'x'.repeat(1_100_000), ...says('msg_1', 'Hello') }, 'lastAssistant'],
    ['subagent', { padding: 'x'.repeat(1_100_000), ...says('msg_1', 'Hello', { parent_tool_use_id: 'toolu_1' }) }, undefined],
  ])('a line of 1 MB (%s) that arrives in crumbs', async (_, line, is) => {
    const stream = linesOf(line);
    for (const crumb of [1, 5, 40]) {
      const borders = [1_000_000];
      for (let border = 1_090_000; border < stream.length; border += crumb) borders.push(border);
      const { facts } = await read(splitAt(stream, ...borders), { eachMessage: false });
      expect({
        crumb,
        found: Object.keys(facts).filter(
          (key) => ['init', 'result', 'lastAssistant'].includes(key) && facts[key as keyof StreamFacts] !== undefined,
        ),
      }).toEqual({
        crumb,
        found: is ? [is] : [],
      });
    }
  });
});

test('any stream in any chunks gives the same facts in both ways, and they are those of its lines', async () => {
  const random = seededRandom(20_260_101);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const text = () =>
    Array.from({ length: Math.floor(random() * 20) }, () =>
      pick(['a', '"', '\\', '\u2028', '\u{1f600}', '\n', '"type":"result"', 'é']),
    ).join('');
  const shuffled = (message: object) => Object.fromEntries(Object.entries(message).sort(() => random() - 0.5));
  const spaced = (message: object) =>
    JSON.stringify(shuffled(message)).replaceAll(/^\{"type":/g, pick(['{"type":', '{"type" :', '{"type": ', '{ "type" : ']));
  const kinds: (() => string)[] = [
    () => spaced({ ...init, session_id: `id-${Math.floor(random() * 9)}` }),
    () => spaced({ ...result, result: text() }),
    () => spaced(says(`msg_${Math.floor(random() * 999)}`, text())),
    () => spaced(says('msg_s', text(), { parent_tool_use_id: 'toolu_1' })),
    () => spaced({ type: 'user', message: { content: [{ type: pick(['result', 'assistant', 'system', 'text']), text: text() }] } }),
    () => spaced({ type: 'stream_event', event: { delta: { text: text() } } }),
    () => text(),
    () => '',
    () => JSON.stringify(pick<unknown>([1, null, [init], 'type', true])),
    () => JSON.stringify(says('msg_cut', text())).slice(0, Math.floor(random() * 100)),
  ];
  for (let round = 0; round < 300; round++) {
    const lines = Array.from({ length: Math.floor(random() * 12) }, () => pick(kinds)().replaceAll('\n', ' '));
    const stream = Buffer.from(lines.join('\n') + pick(['', '\n']));
    const chunks: Buffer[] = [];
    for (let start = 0; start < stream.length; ) {
      const end = start + 1 + Math.floor(random() ** 3 * 600);
      chunks.push(stream.subarray(start, end));
      start = end;
    }
    const parsed = lines.flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line);
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value as Message] : [];
      } catch {
        return [];
      }
    });
    const { messages, facts } = await readBoth(chunks);
    expect(messages).toEqual(parsed);
    expect(facts).toEqual({
      init: parsed.find(({ type, subtype }) => type === 'system' && subtype === 'init'),
      result: parsed.findLast(({ type }) => type === 'result'),
      results: parsed.filter(({ type }) => type === 'result'),
      tasks: [],
      lastAssistant: parsed.findLast(({ type, parent_tool_use_id: parent }) => type === 'assistant' && !parent),
      isWhole: stream.length === 0 || '\n}'.includes(String.fromCharCode(stream.at(-1) ?? 0)),
      work: noWork,
      head: head(stream),
    });
  }
});

test('a slow listener pauses the stream, and gets the lines in order', async () => {
  const seen: unknown[] = [];
  const reader = new StreamReader({
    onMessage: async ({ n }) => {
      await new Promise((resolve) => setTimeout(resolve, n === 1 ? 20 : 0));
      seen.push(n);
    },
  });
  const pause = reader.push(Buffer.from('{"n":1}\n{"n":2}\n{"n"'));
  expect(seen).toEqual([]);
  await pause;
  expect(seen).toEqual([1, 2]);
  await reader.push(Buffer.from(':3}\n{"n":4}\n{"n":5}'));
  expect(seen).toEqual([1, 2, 3, 4]);
  await reader.end();
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

describe('several results', () => {
  const started = { type: 'system', subtype: 'task_started', task_id: 'b1', task_type: 'local_bash', description: 'Sleeps' };
  const ended = { type: 'system', subtype: 'task_notification', task_id: 'b1', status: 'completed' };
  const notified = { ...result, result: '', origin: { kind: 'task-notification' } };
  const again = { ...result, result: 'It has ended.', origin: { kind: 'task-notification' } };

  test('are reported with the tasks still running, and the last one counts', async () => {
    const { facts, told } = await readBoth([linesOf(init, started, result, ended, again)]);
    expect(told.results).toEqual([result, again]);
    expect(facts).toMatchObject({
      result: again,
      results: [result, again],
      tasks: [{ id: 'b1', description: 'Sleeps', status: 'completed' }],
    });
  });

  test('a task that ended before the answer is not reported', async () => {
    expect((await readBoth([linesOf(init, started, ended, result)])).facts.tasks).toEqual([]);
  });

  test('what Claude says about an earlier task does not answer the prompt', async () => {
    const waiting = await readBoth([linesOf(init, notified)]);
    expect(waiting.told.results).toEqual([]);
    expect(waiting.facts).toMatchObject({ result: undefined, results: [notified] });
    const { facts, told } = await readBoth([linesOf(init, notified, result)]);
    expect(told.results).toEqual([result]);
    expect(facts).toMatchObject({ result, results: [notified, result] });
  });
});
