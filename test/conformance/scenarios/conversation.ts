import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import type { About, Call, SaidAndTrue, Scene } from '../scene.ts';

const hugeLength = 300_000;
const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;

export const conversationScenarios: Scenario[] = [
  {
    name: 'new',
    title: 'New',
    what: 'A first turn.',
    run: async (scene) => [await scene.turn(['new', 's', 'apple'], { session: 's', asked: 'start', own: 'apple' })],
  },
  {
    name: 'resume',
    title: 'Resume',
    what: 'A second and a third turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      return [
        await scene.turn(['resume', 's', 'banana'], { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] }),
        await scene.turn(['resume', 's', 'cherry'], { session: 's', asked: 'resume', own: 'cherry', earlier: ['apple', 'banana'] }),
      ];
    },
  },
  {
    name: 'fresh',
    title: 'Afresh, on purpose',
    what: 'A resume with `--fresh`: a blank conversation under the old name.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      return [await scene.turn(['resume', 's', 'banana', '--fresh'], { session: 's', asked: 'restart', own: 'banana' })];
    },
  },
  {
    name: 'unknown-id',
    title: 'Unknown id',
    what: 'The session names a conversation that Claude never had.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      scene.edit('s', { sessionId: '33333333-3333-4333-8333-333333333333', transcriptSeen: false });
      return [await scene.turn(['resume', 's', 'banana'], { ...later, demanded: { saw: 'nothing', turn: null } })];
    },
  },
  {
    name: 'other-directory',
    title: 'Another directory',
    what: 'A resume from another directory than the one the session lives in.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const cwd = join(scene.box.root, 'elsewhere');
      mkdirSync(cwd);
      return [await scene.turn(['resume', 's', 'banana'], { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] }, { cwd })];
    },
  },
  {
    name: 'nested',
    title: 'Inside a Claude session',
    what: 'Called with the environment of a Claude session: `CLAUDECODE=1`, its session id, its entry point.',
    run: async (scene) => {
      const env = {
        CLAUDECODE: '1',
        CLAUDE_CODE_ENTRYPOINT: 'cli',
        CLAUDE_CODE_SESSION_ID: '44444444-4444-4444-8444-444444444444',
        CLAUDE_CODE_CHILD_SESSION: '1',
      };
      return [
        await scene.turn(['new', 's', 'apple'], { session: 's', asked: 'start', own: 'apple' }, { env }),
        await scene.turn(['resume', 's', 'banana'], { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] }, { env }),
      ];
    },
  },
  {
    name: 'stdin',
    title: 'Prompt on standard input',
    what: 'An argument and a pipe: the model gets both.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const prompt = 'banana\n\nand from the pipe';
      const about: About = { ...later, facts: (call) => promptFacts(scene, call, (text) => text), demanded: { facts: { prompt } } };
      return [await scene.turn(['resume', 's', 'banana'], about, { input: 'and from the pipe\n' })];
    },
  },
  {
    name: 'huge-prompt',
    title: 'Huge prompt',
    what: `${hugeLength / 1000},000 characters, more than one argument of a program may have.`,
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const path = join(scene.box.work, 'prompt.txt');
      // An answer that repeats it all would be too much for the standard output of some releases, which is cut when they end.
      const prompt = `banana ${'x'.repeat(hugeLength)} end\n{{say read}}`;
      writeFileSync(path, prompt);
      const about: About = {
        ...later,
        facts: (call) => promptFacts(scene, call, summarize),
        demanded: { facts: { prompt: summarize(prompt) } },
      };
      return [await scene.turn(['resume', 's', '--prompt-file', path], about)];
    },
  },
  {
    name: 'outside',
    title: 'A turn from outside',
    what: 'Something else resumed the conversation in between: its turn is a part of it.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      scene.know('banana');
      await scene.bare(['-p', `--resume=${scene.kept('s').sessionId}`], 'banana');
      // Where a resume gets a new id, what was said from outside is another conversation.
      const isKept = readFileSync(scene.transcriptOf('s'), 'utf8').includes('reply to: banana');
      const earlier = isKept ? ['apple', 'banana'] : ['apple'];
      return [await scene.turn(['resume', 's', 'cherry'], { session: 's', asked: 'resume', own: 'cherry', earlier })];
    },
  },
];

/** `chorus history` tells what the prompt was; the stub, what the model got. */
async function promptFacts(scene: Scene, { exchanges }: Call, describe: (prompt: string) => string): Promise<SaidAndTrue> {
  const { stdout } = await scene.run(['history', 's', '--last', '1', '--json']);
  const [last] = JSON.parse(String(stdout)) as { prompt: string }[];
  return { said: { prompt: describe(last?.prompt ?? '') }, truth: { prompt: describe(exchanges[0]?.prompt ?? '') } };
}

/** Its length, and a digest, in place of its text. */
function summarize(prompt: string): string {
  return `${prompt.length} characters, sha256 ${createHash('sha256').update(prompt).digest('hex').slice(0, 8)}`;
}
