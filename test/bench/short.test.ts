import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { type Figure, measure } from './figures.ts';
import { createGround } from './ground.ts';
import { findNodes } from './machine.ts';
import { findWorse, type Recorded } from './recorded.ts';
import { formatFigure } from './table.ts';

const recorded = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8')) as Recorded;
const ground = await createGround();
afterAll(() => ground.dispose());

/** Once more before it counts: something else may have run beside it. */
test.each(['turn', 'start', 'commands', 'cpu', 'stream', 'sessions', 'transcripts'])(
  '%s: no ratio is much worse than it was recorded (npm run bench -- --short --record)',
  async (family) => {
    const [node] = findNodes([process.execPath], {});
    if (!node) throw new Error('no node');
    const look = async () => {
      const figures: Figure[] = [];
      for await (const figure of measure(ground.on(node, true), { only: [family] })) figures.push(figure);
      expect(figures.length).toBeGreaterThan(0);
      return { figures, worse: findWorse(recorded, figures) };
    };
    const first = await look();
    const { figures, worse } = first.worse.length === 0 ? first : await look();
    expect(worse, figures.map(formatFigure).join('\n\n')).toEqual([]);
  },
  180_000,
);
