import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedRelease, realClaude } from '../../support/real-claude.ts';
import type { Scenario } from '../scenario.ts';
import type { About, Call, SaidAndTrue, Scene } from '../scene.ts';
import { initOf } from '../stream.ts';

const [pirate, poet] = ['You are a pirate.', 'You are a poet.'];

export const releaseScenarios: Scenario[] = [
  {
    name: 'several-releases',
    title: 'Several releases at one path',
    what: `A wrapper that starts this release or ${pinnedRelease}, as asdf, mise and volta do. A turn in each directory goes before: a changed system prompt reaches the model, and the release that answered is named.`,
    run: async (scene) => {
      const wrapper = new Wrapper(scene);
      const env = { CHORUS_CLAUDE: wrapper.path };
      wrapper.choose('other');
      await begin(scene, 'o', 'other', env);
      wrapper.choose('this');
      await begin(scene, 's', 'apple', env);
      wrapper.choose('other');
      await again(scene, 'o', 'another', env);
      await scene.run(['set', 's', `systemPrompt=${poet}`], { env });
      wrapper.choose('this');
      return [await scene.turn(['resume', 's', 'banana'], { ...later, ...promptAndRelease(scene, env) }, { env })];
    },
  },
  {
    name: 'release-switched',
    title: 'Another release than before',
    what: `The wrapper changes from ${pinnedRelease} to this release between two turns, and the system prompt was changed: where the model does not get it, the turn says so (\`drift\`), and the next one gets it right.`,
    run: async (scene) => {
      const wrapper = new Wrapper(scene);
      const env = { CHORUS_CLAUDE: wrapper.path };
      wrapper.choose('other');
      await begin(scene, 's', 'apple', env);
      await scene.run(['set', 's', `systemPrompt=${poet}`], { env });
      wrapper.choose('this');
      return [
        await scene.turn(['resume', 's', 'banana'], { ...later, facts: driftFacts, demanded: { saw: null, turn: null } }, { env }),
        await scene.turn(
          ['resume', 's', 'cherry'],
          { ...later, own: 'cherry', earlier: answeredSoFar(scene), ...promptAndRelease(scene, env) },
          { env },
        ),
      ];
    },
  },
  {
    name: 'fork-of-tool-input',
    title: 'A fork of what a tool was given',
    what: 'A tool was given a key `sessionId` of its own, and the original has moved on: in the branch, what the tool was given is as it was.',
    run: async (scene) => {
      const input = JSON.stringify({ command: 'true', description: 'Nothing', sessionId: 'theirs' });
      await scene.prepare('s', [`apple {{tool Bash ${input}}}`]);
      scene.know('apple');
      await scene.run(['fork', 's', 'f']);
      await scene.prepareNext('s', 'banana');
      const original = scene.kept('s').sessionId;
      const facts = ({ outcome, after }: Call) => ({
        said: {},
        truth: { 'tool input': toolInputsIn(after, outcome?.sessionId ?? '') },
      });
      const about: About = { session: 'f', asked: 'fork', own: 'cherry', earlier: ['apple'], original, facts };
      return [await scene.turn(['resume', 'f', 'cherry'], { ...about, demanded: { facts: { 'tool input': 'theirs' } } })];
    },
  },
];

const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;

/** One path, and a release behind it that can be chosen. */
class Wrapper {
  readonly path: string;
  readonly #choice: string;
  readonly #claudes: Record<'this' | 'other', string>;

  constructor({ box }: Scene) {
    this.path = join(box.root, 'claude');
    this.#choice = join(box.root, 'choice');
    this.#claudes = { this: box.env.CHORUS_CLAUDE ?? '', other: realClaude() };
    writeFileSync(this.path, `#!/bin/sh\nexec "$(cat '${this.#choice}')" "$@"\n`, { mode: 0o755 });
  }

  choose(which: 'this' | 'other'): void {
    writeFileSync(this.#choice, this.#claudes[which]);
  }
}

type Env = Record<string, string>;

async function begin(scene: Scene, name: string, mark: string, env: Env): Promise<void> {
  scene.know(mark);
  mustWork(await scene.run(['new', name, mark, '--system-prompt', pirate], { env }));
}

async function again(scene: Scene, name: string, mark: string, env: Env): Promise<void> {
  scene.know(mark);
  mustWork(await scene.run(['resume', name, mark], { env }));
}

function mustWork({ exitCode, stderr }: { exitCode?: number | undefined; stderr?: unknown }): void {
  if (exitCode !== 0) throw new Error(`exit ${exitCode}\n${stderr}`);
}

/** chorus says which release answered and what is pinned; the stub, which of the prompts the model got; the transcript, who wrote it. */
function promptAndRelease(scene: Scene, env: Env): Pick<About, 'facts' | 'demanded'> {
  return {
    facts: async ({ outcome, exchanges, lines, after }) => {
      const { stdout } = await scene.run(['show', 's', '--json'], { env });
      const { settings } = JSON.parse(String(stdout)) as { settings: { systemPrompt?: { value: string } } };
      const got = [pirate, poet].filter((each) => exchanges[0]?.system.includes(each)).join(' and ');
      const release = initOf(lines)?.claude_code_version ?? versionIn(after, outcome?.sessionId ?? '');
      return {
        said: { 'system prompt': settings.systemPrompt?.value ?? null, release: outcome?.claude.release ?? null },
        truth: { 'system prompt': got || 'that of claude', release },
      };
    },
    demanded: { facts: { 'system prompt': poet } },
  };
}

/** Whether chorus says that the call was made for another release, where the model did not get the prompt that is pinned. */
function driftFacts({ outcome, exchanges }: Call): SaidAndTrue {
  if (!outcome || exchanges.length === 0) return { said: {}, truth: {} };
  const hasDrifted = outcome.verdict.drift.some(({ key }) => key === 'release');
  const got = exchanges[0]?.system.includes(poet) === true;
  return { said: { 'prompt not sent': hasDrifted }, truth: { 'prompt not sent': !got } };
}

function answeredSoFar(scene: Scene): string[] {
  return ['apple', ...(scene.holdsAnswer(scene.snapshot(), 'banana') ? ['banana'] : [])];
}

function versionIn(after: Call['after'], id: string): string {
  const records = [...after].find(([path]) => path.includes(`${id}.jsonl`))?.[1] ?? [];
  return (records as { version?: string }[]).findLast(({ version }) => version !== undefined)?.version ?? 'unknown';
}

/** The `sessionId` that each tool was given, as the transcript of a conversation has it. */
function toolInputsIn(after: Call['after'], id: string): string {
  const path = [...after.keys()].find((each) => each.includes(`${id}.jsonl`));
  if (!path) return 'no transcript';
  const given = [...readFileSync(path, 'utf8').matchAll(/"description":"Nothing","sessionId":"([^"]*)"/g)].map(([, value]) => value);
  return [...new Set(given)].join(' and ');
}
