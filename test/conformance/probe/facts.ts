import { readFileSync } from 'node:fs';
import { compareReleases } from '../../../src/claude/call/releases.ts';
import { createSandbox } from '../../support/sandbox.ts';
import { initOf } from '../stream.ts';
import { BareClaude, isUnknownOption, saw } from './bare-claude.ts';
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

/** Probes one release: some ten turns. @throws Error if a turn that every release can do is not answered. */
export async function probe(release: string, path: string): Promise<ProbedFacts> {
  await using box = await createSandbox({ claude: path });
  const claude = new BareClaude(box);
  const id = claude.newId();
  const first = await claude.call('apple', `--session-id=${id}`, `--system-prompt=${pirate}`);
  if (!saw(first)) throw new Error(`the first turn was not answered: ${first.stderr.slice(0, 300)}`);
  const second = await claude.call('banana', `--resume=${id}`, `--system-prompt=${poet}`);
  const current = second.id ?? id;
  const third = await claude.call('cherry', `--resume=${current}`);
  const tip = third.id ?? current;
  const costs = [first, second].map(({ lines }) => lines.findLast(({ type }) => type === 'result')?.total_cost_usd ?? 0);
  const [one = 0, two = 0] = costs;
  const recordsSystemPrompt = second.sent?.system.includes(pirate) === true;
  return {
    resumeChangesId: second.id !== id,
    keepsHistory: saw(third, 'apple', 'banana'),
    namesRelease: initOf(first.lines)?.claude_code_version !== undefined,
    ...(await probeForks(claude, tip)),
    recordsSystemPrompt,
    manualMode: (await claude.call('mode', '--permission-mode=manual')).exitCode === 0,
    // The stub counts the same for each request, and Claude's own instructions cost the same.
    totalCost: two > 1.5 * one ? 'conversation' : 'call',
    ...(await probeKilledStart(claude)),
    straysWhenOpened: await lookAtTerminal(box, triesAtTerminal(release)),
  };
}

async function probeForks(claude: BareClaude, id: string) {
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
