import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installClaude } from '../conformance/install.ts';
import { parseLines } from '../conformance/stream.ts';
import type { KeptSession, Outcome } from '../e2e/turns.ts';
import { atMost } from '../support/at-most.ts';
import type { Exchange } from '../support/messages-api.ts';
import { seededRandom } from '../support/random.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { compareHistory, descendsFrom, findWrong, wordsOf } from './judge.ts';
import { type Line, type Mutation, mutations } from './mutate.ts';

const usage = `npm run mutations -- [options]

Resumes and forks conversations whose transcripts were damaged at random, and compares each verdict with what the model was sent.

  --releases <a,b,…>  releases of claude                    [2.0.50,2.1.200,2.1.331]
  --count <n>         mutations of each                      [500]
  --seed <n>          the same numbers make the same mutations [1]
  --only <name,…>     these mutations alone
  --number <n>        this mutation alone, with what was seen of it
  --jobs <n>          conversations at one time              [2]`;

const { values } = parseArgs({
  options: {
    releases: { type: 'string', default: '2.0.50,2.1.200,2.1.331' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    number: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

/** Long enough for the tokens of a request to tell whether it was sent. */
const filler = 'filler '.repeat(600);
const marks = ['mark-apple', 'mark-banana', 'mark-cherry', 'mark-damson'];
const own = 'mark-elder';

/** No turn takes as long: some releases hang when links go round in a circle. In seconds. */
const longestTurn = 20;

if (values.help) console.log(usage);
else process.exitCode = await run();

interface Tally {
  turns: number;
  wrong: number;
  verdicts: Map<string, number>;
}

/** @returns the exit code: 1 where a verdict was wrong. */
async function run(): Promise<number> {
  let wrong = 0;
  for (const release of values.releases.split(',')) {
    const tally = await damage(release, await installClaude(release));
    wrong += tally.wrong;
    const verdicts = [...tally.verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
    console.log(`${release}: ${tally.turns} turns, ${tally.wrong} wrong; ${verdicts}`);
  }
  return wrong === 0 ? 0 : 1;
}

async function damage(release: string, claude: string): Promise<Tally> {
  const tally: Tally = { turns: 0, wrong: 0, verdicts: new Map() };
  const numbers = values.number === undefined ? Array.from({ length: Number(values.count) }, (_, index) => index) : [Number(values.number)];
  const jobs = Number(values.jobs);
  const lanes = Array.from({ length: jobs }, (_, lane) => numbers.filter((number) => number % jobs === lane));
  await atMost(jobs, lanes, async (lane) => {
    await using box = await createSandbox({ claude });
    const base = await converse(box);
    for (const number of lane) {
      const { mutation, sent, verdict, wrong } = await play(box, base, number);
      tally.turns++;
      tally.verdicts.set(verdict, (tally.verdicts.get(verdict) ?? 0) + 1);
      if (!wrong) continue;
      tally.wrong++;
      console.log(`${release}  #${number} ${mutation.name}: the model was sent ${sent}; ${wrong}`);
    }
  });
  return tally;
}

/** A conversation of four turns, one of them with a tool, as it is kept. */
interface Base {
  lines: Line[];
  session: KeptSession;
  path: string;
  words: string[];
  /** Tool calls that the model was sent. */
  calls: number;
}

async function converse(box: Sandbox): Promise<Base> {
  box.api.countsTokens = true;
  writeFileSync(`${box.work}/note.txt`, 'a note\n');
  const prompts = marks.map((mark) => `${mark} ${filler}`);
  prompts.splice(2, 0, `mark-fig\n{{tool Read {"file_path":"${box.work}/note.txt"}}}`);
  for (const [index, prompt] of prompts.entries()) {
    const args = index === 0 ? ['new', 's', prompt, '--no-vault', '--timeout', `${longestTurn}`] : ['resume', 's', prompt];
    const ran = await box.chorus(...args);
    if (ran.exitCode !== 0) throw new Error(`the conversation cannot be prepared: ${ran.stderr}`);
  }
  const session = box.readSession<KeptSession>('s');
  const path = box.transcript(session.sessionId);
  const lines = parse(readFileSync(path, 'utf8'));
  const { exchange } = await turn(box, { session, path }, 'resume');
  return { lines, session, path, words: wordsOf(exchange?.history ?? [], own), calls: exchange?.calls ?? 0 };
}

interface Played {
  outcome: Outcome | undefined;
  exitCode: number | undefined;
  /** The first request. */
  exchange: Exchange | undefined;
  after: Line[];
}

async function turn(box: Sandbox, { session, path }: Pick<Base, 'session' | 'path'>, how: 'resume' | 'fork'): Promise<Played> {
  const asked = box.api.exchanges.length;
  const prompt = `${own} ${filler}`;
  const args = how === 'resume' ? ['resume', 's', prompt] : ['fork', 's', 'f', prompt, '--force'];
  const ran = await box.chorus(...args, '--json');
  const [outcome] = parseLines(ran.stdout) as unknown as Outcome[];
  const exchange = box.api.exchanges.slice(asked).find(({ history }) => history.some((line) => line.includes(own)));
  const forked = how === 'fork' ? box.transcripts().find((candidate) => candidate.includes(`${outcome?.sessionId}.jsonl`)) : path;
  const after = forked ? parse(readFileSync(forked, 'utf8')) : [];
  writeFileSync(box.sessionFile('s'), JSON.stringify(session));
  return { outcome, exitCode: ran.exitCode, exchange, after };
}

async function play(box: Sandbox, base: Base, number: number) {
  const random = seededRandom(Number(values.seed) * 100_003 + number);
  const names = values.only?.split(',');
  const offered = names ? mutations.filter(({ name }) => names.includes(name)) : mutations;
  const mutation = offered[number % offered.length] as Mutation;
  writeFileSync(base.path, mutation.apply(base.lines, random));
  const isFork = random() < 0.2;
  const { outcome, exitCode, exchange, after } = await turn(box, base, isFork ? 'fork' : 'resume');
  const words = compareHistory(base.words, exchange && wordsOf(exchange.history, own));
  const sent = words === 'whole' && exchange?.calls !== base.calls ? 'part' : words;
  const descends = descendsFrom(after, own, base.session.tip?.uuid ?? '');
  const seen = { sent, descends, isCompaction: mutation.isCompaction === true, isFork };
  if (values.number !== undefined)
    showTurn(base, readFileSync(base.path, 'utf8'), { words: wordsOf(exchange?.history ?? [], own), calls: exchange?.calls, outcome });
  const wrong = findWrong(seen, outcome?.verdict ? outcome : undefined, exitCode);
  return { mutation, sent: `${sent}${isFork ? ' (fork)' : ''}`, verdict: outcome?.verdict?.status ?? 'refused', wrong };
}

/** The lines that were changed, and what came of it. */
function showTurn(
  { lines, words, calls }: Base,
  now: string,
  seen: { words: string[]; calls: number | undefined; outcome: Outcome | undefined },
) {
  const [before, after] = [lines.map((line) => JSON.stringify(line)), now.split('\n')];
  const cut = (line: string) => line.replaceAll(/(?:filler ?)+/g, '…').slice(0, 400);
  for (const line of before.filter((each) => !after.includes(each))) console.log(`- ${cut(line)}`);
  for (const line of after.filter((each) => !before.includes(each))) console.log(`+ ${cut(line)}`);
  console.log({ words, calls }, seen.words, seen.calls, seen.outcome?.verdict);
}

function parse(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}
