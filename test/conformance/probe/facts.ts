import { readFileSync } from 'node:fs';
import { compareReleases } from '../../../src/claude/call/releases.ts';
import { createSandbox } from '../../support/sandbox.ts';
import { initOf } from '../stream.ts';
import { type BareCall, BareClaude, isUnknownOption, saw } from './bare-claude.ts';
import { lookAtTerminal } from './terminal.ts';

/** How a release behaves, seen by the stub and in the transcripts; nothing of it comes from chorus. */
export interface ProbedFacts {
  resumeChangesId: boolean;
  /** The third turn of a conversation has the first and the second in its history. */
  keepsHistory: boolean;
  /** `init` names the release. */
  namesRelease: boolean;
  forkSession: boolean;
  forkTakesSessionId: boolean;
  resumeSessionAt: boolean;
  recordsSystemPrompt: boolean;
  manualMode: boolean;
  totalCost: 'call' | 'conversation';
  namesConversations: boolean;
  /** Whether a first turn that was killed before its reply can be resumed. */
  wedgesKilledStart: boolean;
  /** A prompt at an interactive resume came to stand in a transcript without the history. */
  straysWhenOpened: boolean;
}

const [pirate, poet] = ['You are a pirate.', 'You are a poet.'];

/** 1.0.128 and 2.0.0 lose a prompt at the terminal most times, not always. @returns how often it is tried. */
function triesAtTerminal(release: string): number {
  return compareReleases(release, '2.1.0') < 0 ? 3 : 1;
}

/** What one look at a release tells, with the turns that it takes. */
const looks = {
  conversation: {
    facts: ['resumeChangesId', 'keepsHistory', 'namesRelease', 'recordsSystemPrompt', 'totalCost'],
    look: probeConversation,
  },
  forks: { facts: ['forkSession', 'forkTakesSessionId', 'resumeSessionAt'], look: probeForks },
  mode: { facts: ['manualMode'], look: probeMode },
  kill: { facts: ['namesConversations', 'wedgesKilledStart'], look: probeKilledStart },
  terminal: { facts: ['straysWhenOpened'], look: probeTerminal },
} as const satisfies Record<
  string,
  { facts: (keyof ProbedFacts)[]; look: (claude: BareClaude, release: string) => Promise<Partial<ProbedFacts>> }
>;

/**
 * Probes a release: some twelve turns for all facts.
 * @param wanted the facts that are asked for; what the same turns tell comes with them.
 * @throws Error if a turn that every release can do is not answered.
 */
export async function probe(release: string, path: string, wanted?: readonly (keyof ProbedFacts)[]): Promise<Partial<ProbedFacts>> {
  await using box = await createSandbox({ claude: path });
  const claude = new BareClaude(box);
  const found: Partial<ProbedFacts> = {};
  for (const { facts, look } of Object.values(looks)) {
    if (wanted && !facts.some((fact) => wanted.includes(fact))) continue;
    Object.assign(found, await look(claude, release));
  }
  return found;
}

async function probeConversation(claude: BareClaude) {
  const id = claude.newId();
  const first = await claude.call('apple', `--session-id=${id}`, `--system-prompt=${pirate}`);
  mustBeAnswered(first);
  const second = await claude.call('banana', `--resume=${id}`, `--system-prompt=${poet}`);
  const before = claude.box.api.answered.length;
  const third = await claude.call('cherry', `--resume=${second.id ?? id}`);
  const requests = claude.box.api.answered.length - before;
  return {
    resumeChangesId: second.id !== id,
    keepsHistory: saw(third, 'apple', 'banana'),
    namesRelease: initOf(first.lines)?.claude_code_version !== undefined,
    recordsSystemPrompt: second.sent?.system.includes(pirate) === true,
    totalCost: countedRequests(third) > requests ? 'conversation' : 'call',
  } as const;
}

/** How many requests the result of a call counts: the stub reports 1000 tokens for each, side calls included. None up to 1.0.90. */
function countedRequests({ lines }: BareCall): number {
  const usage = lines.findLast(({ type }) => type === 'result')?.modelUsage ?? {};
  return Object.values(usage).reduce((sum, { inputTokens = 0 }) => sum + inputTokens, 0) / 1000;
}

function mustBeAnswered(call: BareCall): void {
  if (!saw(call)) throw new Error(`the first turn was not answered: ${call.stderr.slice(0, 300)}`);
}

async function probeMode(claude: BareClaude) {
  return { manualMode: (await claude.call('mode', '--permission-mode=manual')).exitCode === 0 };
}

async function probeTerminal(claude: BareClaude, release: string) {
  return { straysWhenOpened: await lookAtTerminal(claude.box, triesAtTerminal(release)) };
}

async function probeForks(claude: BareClaude) {
  const id = claude.newId();
  mustBeAnswered(await claude.call('apple', `--session-id=${id}`));
  const plain = await claude.call('damson', `--resume=${id}`, '--fork-session');
  const forkSession = !isUnknownOption(plain) && plain.id !== undefined && plain.id !== id;
  if (!forkSession) return { forkSession, forkTakesSessionId: false, resumeSessionAt: false };
  const chosen = claude.newId();
  const named = await claude.call('elder', `--resume=${id}`, '--fork-session', `--session-id=${chosen}`);
  const point = firstAnswerIn(claude.box.transcript(id));
  const past = await claude.call('fig', `--resume=${id}`, '--fork-session', `--resume-session-at=${point}`);
  return { forkSession, forkTakesSessionId: named.id === chosen, resumeSessionAt: saw(past, 'apple') && past.id !== id };
}

async function probeKilledStart(claude: BareClaude) {
  const id = claude.newId();
  const namesConversations = await claude.killInTurn('grape', `--session-id=${id}`, '--name=probe');
  const killed = namesConversations ? id : claude.newId();
  if (!namesConversations && !(await claude.killInTurn('grape', `--session-id=${killed}`)))
    throw new Error('the turn ended before the kill');
  const next = await claude.call('hazel', `--resume=${killed}`);
  const isResumed = next.exitCode === 0 && next.sent?.history.some((line) => line.includes('grape')) === true;
  return { namesConversations, wedgesKilledStart: !isResumed };
}

function firstAnswerIn(path: string): string {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (!line.includes('reply to: apple')) continue;
    const { type, uuid } = JSON.parse(line) as { type?: string; uuid?: string };
    if (type === 'assistant' && uuid) return uuid;
  }
  throw new Error(`no answer to the first prompt in ${path}`);
}
