import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request of `claude` to the model, as the stub saw it: the judge of what really arrived. */
export interface Exchange {
  model: string;
  /** The whole system prompt, its blocks joined by a blank line. */
  system: string;
  tools: string[];
  /** The conversation as it arrived: `user: …` or `assistant: …`, text blocks only, reminders of Claude's left out. */
  history: string[];
  /** The text of the last user message. */
  prompt: string;
  /** The number of tool calls in it. */
  calls: number;
  effort: string | undefined;
  betas: string;
}

export interface MessagesApi {
  url: string;
  /** Requests of conversations, oldest first. Side calls (titles, classifiers) carry no thinking budget and few tools and are left out. */
  exchanges: Exchange[];
  /** The model of every request that got an answer, side calls included: each of them costs. */
  answered: string[];
  /**
   * Whether usage is counted from what arrives, so that it tells how much history was sent: 4 bytes a token. Otherwise each request has 1000
   * tokens.
   */
  countsTokens: boolean;
  /** Lets the answers go that are held back; where none is yet, the next one. */
  release(): void;
  close(): Promise<void>;
}

/** Makes the model's answer out of the text of the last user message. */
export type Reply = (prompt: string) => string;

interface ContentBlock {
  type: string;
  text?: string;
  content?: unknown;
}

interface MessagesRequest {
  model: string;
  stream?: boolean;
  system?: string | ContentBlock[];
  tools?: { name: string }[];
  messages: { role: string; content: string | ContentBlock[] }[];
  output_config?: { effort?: string };
}

/**
 * A Messages API on loopback that answers the real `claude` without an account.
 *
 * It answers what `reply` makes of the prompt. A prompt can ask for something else with a directive:
 * `{{limit 7200}}` the refusal of an account whose five-hour limit resets in so many seconds (`{{limit 7200 1}}` to the first request alone; Claude
 * takes it for one only with CLAUDE_CODE_OAUTH_TOKEN in place of a key), `{{status 529}}` an API error (`{{status 529 2}}` to the first two requests alone), `{{delay 2000}}` a pause in ms before the answer,
 * `{{hold}}` no answer until `release` is called, `{{tool Bash {"command":"ls"}}}` a tool call
 * (whose result is then answered with `done`), `{{tools [["Read",{"file_path":"a"}],["Bash",{"command":"ls"}]]}}` several at once,
 * `{{say …}}` that text, `{{size 1000}}` an answer of that many characters, `{{pace 20}}` an answer in pieces of a few characters, with
 * so many ms between them, `{{cache 500 20}}` a request that read 500 tokens from the prompt cache and wrote 20 to it for 5 minutes,
 * `{{stop word}}` the answer up to and with that word, and the rest when `release` is called.
 */
export async function startMessagesApi(reply: Reply = (prompt) => `reply to: ${prompt}`): Promise<MessagesApi> {
  const exchanges: Exchange[] = [];
  const answered: string[] = [];
  const held: (() => void)[] = [];
  let isReleased = false;
  const hold = async () => {
    if (isReleased) isReleased = false;
    else await new Promise<void>((go) => held.push(go));
  };
  const server = createServer((request, response) => {
    answer(request, response, { exchanges, answered, hold, countsTokens: api.countsTokens }, reply).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api: MessagesApi = {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    answered,
    countsTokens: false,
    release: () => {
      isReleased = held.length === 0;
      for (const go of held.splice(0)) go();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

/** Comes back when the test releases what is held. */
type Hold = () => Promise<void>;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { exchanges, answered, hold, countsTokens }: Pick<MessagesApi, 'exchanges' | 'answered' | 'countsTokens'> & { hold: Hold },
  reply: Reply,
): Promise<void> {
  if (request.method !== 'POST' || !request.url?.startsWith('/v1/messages')) {
    response.writeHead(request.method === 'HEAD' ? 200 : 404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const body = JSON.parse(bytes.toString()) as MessagesRequest;
  const tokens = countsTokens ? Math.ceil(bytes.length / 4) : 1000;
  if (request.url.includes('count_tokens')) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}');
    return;
  }
  const exchange = readExchange(body, request);
  if (isConversation(exchange)) exchanges.push(exchange);

  const asked = exchanges.filter(({ prompt }) => prompt === exchange.prompt).length;
  const directive = readDirective(exchange.prompt, reply, asked);
  if (directive.hold) await hold();
  if (directive.delay) await new Promise((resolve) => setTimeout(resolve, directive.delay));
  if (directive.limit) {
    const message = "This request would exceed your account's rate limit. Please try again later.";
    response.writeHead(429, limitHeaders(Math.floor(Date.now() / 1000) + directive.limit));
    response.end(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message } }));
    return;
  }
  if (directive.status) {
    const type = directive.status === 401 ? 'authentication_error' : directive.status === 529 ? 'overloaded_error' : 'api_error';
    response.writeHead(directive.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type, message: `stub says ${directive.status}` } }));
    return;
  }
  answered.push(body.model);
  const given = answeredTool(body) ? { text: 'done' } : directive;
  // Up to 2.0.50, Claude asks again without a stream after an error.
  if (body.stream === true) await streamMessage(response, body.model, given, { hold, tokens });
  else sendMessage(response, body.model, given, tokens);
}

/** Seen in public reports of refused requests; without `x-should-retry` the client of Claude tries again by itself. */
function limitHeaders(reset: number): Record<string, string> {
  const unified = {
    status: 'rejected',
    reset: String(reset),
    'representative-claim': 'five_hour',
    '5h-status': 'rejected',
    '5h-reset': String(reset),
    '5h-utilization': '1',
    'overage-status': 'rejected',
    'overage-disabled-reason': 'org_level_disabled',
  };
  const headers = Object.entries(unified).map(([key, value]) => [`anthropic-ratelimit-unified-${key}`, value]);
  return { 'content-type': 'application/json', 'x-should-retry': 'false', ...Object.fromEntries(headers) };
}

function readExchange(body: MessagesRequest, request: IncomingMessage): Exchange {
  // New releases send reminders of their own as messages of the role `system`.
  const history = body.messages
    .filter((message) => message.role !== 'system')
    .map((message) => `${message.role}: ${textOf(message.content)}`);
  return {
    model: body.model,
    system: typeof body.system === 'string' ? body.system : (body.system ?? []).map((block) => block.text).join('\n\n'),
    tools: (body.tools ?? []).map((tool) => tool.name),
    history,
    prompt: (history.at(-1) ?? '').replace(/^user: /, ''),
    calls: body.messages.flatMap(({ content }) => (Array.isArray(content) ? content : [])).filter(({ type }) => type === 'tool_use').length,
    effort: body.output_config?.effort,
    betas: String(request.headers['anthropic-beta'] ?? ''),
  };
}

/** Titles and classifiers are asked with a system prompt of their own and no tools; a conversation is asked with Claude's. */
function isConversation(exchange: Exchange): boolean {
  return exchange.tools.length > 0 || !/title|classif|summari[sz]e|topic/i.test(exchange.system);
}

function textOf(content: string | ContentBlock[]): string {
  if (typeof content === 'string') return withoutReminders(content);
  return content
    .map((block) => (block.type === 'text' ? withoutReminders(block.text ?? '') : block.type === 'tool_result' ? '[tool result]' : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function withoutReminders(text: string): string {
  return text.replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '').trim();
}

function answeredTool(body: MessagesRequest): boolean {
  const content = body.messages.findLast((message) => message.role === 'user')?.content;
  return Array.isArray(content) && content.some((block) => block.type === 'tool_result');
}

/** The last line of this turn's prompt: Claude merges the prompt of a failed turn, directive and all, into the next one's message. */
function lastLine(prompt: string): string {
  return prompt.trimEnd().split('\n').at(-1) ?? '';
}

interface Directive {
  text: string;
  /** Seconds until it resets. */
  limit?: number;
  status?: number;
  hold?: boolean;
  delay?: number;
  stop?: string;
  pace?: number;
  /** Tokens that were read from the prompt cache, and written to it. */
  cache?: { read: number; written: number };
  tools?: { name: string; input: string }[];
}

/** @param asked how often the prompt has come by now. */
function readDirective(prompt: string, reply: Reply, asked: number): Directive {
  const line = lastLine(prompt);
  const [, status, times] = /\{\{status (\d+)(?: (\d+))?\}\}/.exec(line) ?? [];
  const [, limit, refusals] = /\{\{limit (\d+)(?: (\d+))?\}\}/.exec(line) ?? [];
  const delay = /\{\{delay (\d+)\}\}/.exec(line)?.[1];
  const stop = /\{\{stop (.*?)\}\}/.exec(line)?.[1];
  const pace = /\{\{pace (\d+)\}\}/.exec(line)?.[1];
  const [, read, written] = /\{\{cache (\d+) (\d+)\}\}/.exec(line) ?? [];
  const size = /\{\{size (\d+)\}\}/.exec(line)?.[1];
  const tool = /\{\{tool (\w+) (\{.*\})\}\}/.exec(line);
  const tools = /\{\{tools (\[.*\])\}\}/.exec(line)?.[1];
  const say = /\{\{say (.*?)\}\}/.exec(line)?.[1];
  return {
    text: say ?? (size ? 'x'.repeat(Number(size)) : reply(prompt)),
    ...(status && asked <= Number(times ?? asked) ? { status: Number(status) } : {}),
    ...(limit && asked <= Number(refusals ?? asked) ? { limit: Number(limit) } : {}),
    ...(line.includes('{{hold}}') ? { hold: true } : {}),
    ...(read && written ? { cache: { read: Number(read), written: Number(written) } } : {}),
    ...(stop ? { stop } : {}),
    ...(delay ? { delay: Number(delay) } : {}),
    ...(pace ? { pace: Number(pace) } : {}),
    ...(tool?.[1] && tool[2] ? { tools: [{ name: tool[1], input: tool[2] }] } : {}),
    ...(tools ? { tools: (JSON.parse(tools) as [string, object][]).map(([name, input]) => ({ name, input: JSON.stringify(input) })) } : {}),
  };
}

function sendMessage(response: ServerResponse, model: string, { text, tools = [], cache }: Directive, tokens: number): void {
  const calls = tools.map(({ name, input }) => ({ type: 'tool_use', id: newId('toolu'), name, input: JSON.parse(input) }));
  const message = {
    ...emptyMessage(model, tokens, cache),
    content: calls.length > 0 ? calls : [{ type: 'text', text }],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message));
}

function emptyMessage(model: string, tokens: number, { read, written }: NonNullable<Directive['cache']> = { read: 0, written: 0 }): object {
  const usage = {
    input_tokens: tokens,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens: 5,
  };
  return { id: newId('msg'), type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage };
}

function newId(kind: string): string {
  return `${kind}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

async function streamMessage(
  response: ServerResponse,
  model: string,
  reply: Directive,
  { hold, tokens }: { hold: Hold; tokens: number },
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, data: object) => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  send('message_start', { message: emptyMessage(model, tokens, reply.cache) });
  for (const [index, { name, input }] of (reply.tools ?? []).entries()) {
    send('content_block_start', { index, content_block: { type: 'tool_use', id: newId('toolu'), name, input: {} } });
    send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: input } });
    send('content_block_stop', { index });
  }
  if (!reply.tools) {
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    let rest = reply.stop;
    for (const text of piecesOf(reply)) {
      send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
      if (rest !== undefined && text.endsWith(rest)) {
        rest = undefined;
        await hold();
      }
      if (reply.pace) await new Promise((resolve) => setTimeout(resolve, reply.pace));
    }
    send('content_block_stop', { index: 0 });
  }
  send('message_delta', {
    delta: { stop_reason: reply.tools ? 'tool_use' : 'end_turn', stop_sequence: null },
    usage: { output_tokens: 5 },
  });
  send('message_stop', {});
  response.end();
}

/** The answer, in the pieces that were asked for. */
function piecesOf({ text, pace, stop }: Directive): string[] {
  const end = stop === undefined ? -1 : text.indexOf(stop);
  if (stop !== undefined && end >= 0) {
    const cut = end + stop.length;
    return [...piecesOf({ text: text.slice(0, end), pace: 0 }), stop, ...piecesOf({ text: text.slice(cut), pace: 0 })];
  }
  return pace === undefined ? [text] : (text.match(/[\s\S]{1,9}/gu) ?? []);
}
