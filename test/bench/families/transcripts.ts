import type { Family } from '../case.ts';
import { startSession } from '../ground.ts';
import { time } from '../timed.ts';
import { growTranscript } from '../transcript-file.ts';

/** A turn of a conversation that is large on disk. The claude is one that answers at once: the real one reads it for seconds. */
export const transcripts: Family = {
  name: 'transcripts',
  async *cases(ground) {
    const sizes = ground.isShort ? [1, 20] : [1, 10, 100];
    const variants: Record<string, () => Promise<number>> = {};
    for (const megabytes of sizes) {
      const name = ground.ownName(`transcript-${megabytes}`);
      const { argv } = await startSession(ground, name, ground.quick);
      growTranscript(ground, argv, megabytes * 1e6);
      variants[`${megabytes} MB`] = () => time(ground.chorus(['resume', name, 'hello', '--quiet'], ground.quick));
    }
    const [small, large] = [`${sizes[0]} MB`, `${sizes.at(-1)} MB`];
    yield {
      name: 'transcripts',
      title: 'A turn, with a transcript of so many MB, with a claude that answers at once',
      unit: 'ms',
      rounds: ground.isShort ? 5 : 15,
      variants,
      comparisons: [
        { of: large, to: small, by: 'difference', atMost: 50 },
        { of: large, to: small, by: 'ratio' },
      ],
    };
  },
};
