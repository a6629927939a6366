import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from '../case.ts';
import { type Ground, startPair } from '../ground.ts';
import { writeStream } from '../stream-file.ts';
import { type Command, run, time } from '../timed.ts';

const peakProgram = new URL('../peak-memory.cjs', import.meta.url);

/** A `claude` that says very much: how fast it comes through, and what it takes. */
export const stream: Family = {
  name: 'stream',
  async *cases(ground) {
    const megabytes = ground.isShort ? 100 : 200;
    const [small, large] = [streamOf(ground, megabytes / 10), streamOf(ground, megabytes)];
    const { name, wrapped } = await startPair(ground, 'stream', ground.quick);
    const turn = (file: string, more: readonly string[], env = {}) =>
      ground.chorus(['resume', name, 'hello', '--quiet', ...more], { ...ground.quick, QUICK_CLAUDE_STREAM: file, ...env });
    const { work: cwd, env } = ground.sandbox;
    const cat = (file: string) => time({ file: 'sh', args: ['-c', 'cat "$1" | cat >/dev/null', 'sh', file], cwd, env });
    const wrapper = (file: string): Command => {
      const command = ground.wrapper('hello', wrapped);
      return { ...command, env: { ...command.env, QUICK_CLAUDE_STREAM: file } };
    };
    const pass = (how: string) => (file: string) => time(toNowhere(turn(file, [how])));
    // Without what a call costs that says little. The short form has too few rounds for a difference.
    const beyondStart = (measure: (file: string) => Promise<number>) => async () =>
      ground.isShort ? measure(large) : Math.max(1, (await measure(large)) - (await measure(small)));
    yield {
      name: 'stream',
      title: ground.isShort ? `A turn of ${megabytes} MB` : `${(megabytes * 9) / 10} MB more of stream-json in a turn`,
      unit: 'ms',
      rounds: ground.isShort ? 4 : 10,
      variants: {
        'cat | cat': beyondStart(cat),
        'minimal wrapper': beyondStart((file) => time(toNowhere(wrapper(file)))),
        'chorus --stream': beyondStart(pass('--stream')),
        'chorus --json': beyondStart(pass('--json')),
      },
      comparisons: [
        // On a busy machine `cat`, which hardly needs a processor, is hurt less than any program of Node's: no ratio for a test.
        ...(ground.isShort ? [] : [{ of: 'chorus --stream', to: 'cat | cat', by: 'ratio', atMost: 2 } as const]),
        { of: 'chorus --stream', to: 'minimal wrapper', by: 'ratio' },
        { of: 'chorus --json', to: 'minimal wrapper', by: 'ratio' },
      ],
    };
    if (existsSync('/proc/self/status')) {
      const peak = join(ground.sandbox.root, 'peak');
      const measured = (file: string) => async () => {
        await run(toNowhere(turn(file, ['--stream'], { NODE_OPTIONS: `--require=${peakProgram.pathname}`, CHORUS_BENCH_PEAK: peak })));
        return Number(readFileSync(peak, 'utf8')) / 1024;
      };
      const [little, much] = [`${megabytes / 10} MB`, `${megabytes} MB`];
      yield {
        name: 'memory',
        title: 'The most memory that chorus takes for a stream',
        unit: 'MB',
        rounds: ground.isShort ? 1 : 5,
        variants: { [little]: measured(small), [much]: measured(large) },
        comparisons: [{ of: much, to: little, by: 'ratio', atMost: 1.2 }],
      };
    }
  },
};

/** With its output where that of `cat | cat` goes. */
function toNowhere({ file, args, ...rest }: Command): Command {
  return { ...rest, file: 'sh', args: ['-c', 'exec "$@" >/dev/null', 'sh', file, ...args] };
}

function streamOf({ sandbox }: Ground, megabytes: number): string {
  const path = join(sandbox.root, `stream-${megabytes}.jsonl`);
  if (!existsSync(path)) writeStream(path, megabytes * 1e6);
  return path;
}
