import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, type Ran, type Sandbox } from './sandbox.ts';

/**
 * Tries other releases of the real `claude` by hand: `npx tsx test/support/try-claude.ts <path of a claude> …` prints, scenario by
 * scenario, the verdict, the turn, the exit code and the lineage that chorus told, and how many messages the model was sent.
 */
interface Told {
  verdict: { status: string; evidence: { lineage: string } };
  turn: { status: string };
  exitCode: number;
}

const bash = '{{tool Bash {"command":"echo hi"}}}';

const scenarios: readonly [name: string, run: (sandbox: Sandbox) => Promise<Ran>][] = [
  ['new', (box) => box.chorus('new', 'a', 'one', '--json', '--model', 'opus')],
  ['resume', (box) => box.chorus('resume', 'a', 'two', '--json')],
  ['resume again', (box) => box.chorus('resume', 'a', 'three', '--json')],
  ['from another directory', (box) => fromElsewhere(box)],
  ['allowed tools', (box) => box.chorus('resume', 'a', `four ${bash}`, '--json', '--allowedTools', 'Bash(echo *),Read')],
  ['API error', (box) => box.chorus('resume', 'a', 'five {{status 400}}', '--json')],
  ['after it', (box) => box.chorus('resume', 'a', 'six', '--json')],
  ['max turns', (box) => box.chorus('resume', 'a', `seven ${bash}`, '--json', '--max-turns', '1', '--allowedTools', 'Bash')],
  ['after it', (box) => box.chorus('resume', 'a', 'eight', '--json')],
  ['fork', (box) => forkOfTwo(box)],
  ['fork, resumed', (box) => box.chorus('resume', 'f', 'f2', '--json')],
  ['original, resumed', (box) => box.chorus('resume', 'p', 'p3', '--json')],
  ['fork from before that', (box) => box.chorus('resume', 'lazy', 'l1', '--json')],
  ['unknown id', (box) => withUnknownId(box)],
  ['deleted, put back', (box) => withoutTranscript(box)],
  ['emptied, put back', (box) => withShorterTranscript(box, 0)],
  ['cut, put back', (box) => withShorterTranscript(box, 0.5)],
  ['deleted, no copy', (box) => withoutTranscriptAndCopy(box)],
];

for (const claude of process.argv.slice(2)) {
  await using sandbox = await createSandbox({ claude });
  for (const [name, run] of scenarios) {
    const asked = sandbox.api.exchanges.length;
    const ran = await run(sandbox);
    const { verdict, turn, exitCode } = ran.json<Told>();
    const sent = sandbox.api.exchanges.length > asked ? `${sandbox.api.exchanges.at(-1)?.history.length} messages` : 'nothing sent';
    console.log([claude, name.padEnd(22), verdict.status, turn.status, exitCode, verdict.evidence.lineage, sent].join('  '));
  }
}

async function fromElsewhere(sandbox: Sandbox): Promise<Ran> {
  const cwd = join(sandbox.root, 'elsewhere');
  mkdirSync(cwd);
  return sandbox.chorus.with({ cwd }, 'resume', 'a', 'from elsewhere', '--json');
}

async function forkOfTwo(sandbox: Sandbox): Promise<Ran> {
  await sandbox.chorus('new', 'p', 'p1');
  await sandbox.chorus('resume', 'p', 'p2');
  await sandbox.chorus('fork', 'p', 'lazy');
  return sandbox.chorus('fork', 'p', 'f', 'f1', '--json');
}

async function withUnknownId(sandbox: Sandbox): Promise<Ran> {
  const path = sandbox.sessionFile('f');
  const session = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...session, sessionId: '33333333-3333-4333-8333-333333333333', transcriptSeen: false }));
  return sandbox.chorus('resume', 'f', 'x', '--json');
}

async function withoutTranscript(sandbox: Sandbox): Promise<Ran> {
  rmSync(transcriptOf(sandbox));
  return sandbox.chorus('resume', 'a', 'x', '--json');
}

async function withoutTranscriptAndCopy(sandbox: Sandbox): Promise<Ran> {
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
  return withoutTranscript(sandbox);
}

async function withShorterTranscript(sandbox: Sandbox, share: number): Promise<Ran> {
  const path = transcriptOf(sandbox);
  truncateSync(path, Math.floor(statSync(path).size * share));
  return sandbox.chorus('resume', 'a', 'x', '--json');
}

function transcriptOf(sandbox: Sandbox): string {
  return sandbox.transcript(sandbox.readSession<{ sessionId: string }>('a').sessionId);
}
