import { seededRandom } from '../../support/random.ts';
import type { Moment, Target } from './blows.ts';

export interface Kill {
  id: string;
  verb: 'new' | 'resume' | 'fork' | 'set' | 'rename';
  target: Target;
  moment: Moment;
  /** In [0, 1): when, in the time that it may come after that moment. */
  portion: number;
  /** How long the model takes to answer, in ms. */
  delay: number;
  /** In [0, 1): which of the sessions. */
  choice: number;
}

const momentsOf: Record<Target, Moment[]> = {
  chorus: ['started', 'claude', 'asked', 'answered'],
  claude: ['claude', 'asked', 'answered'],
  both: ['started', 'claude', 'asked', 'answered'],
};

const turns = (['new', 'resume', 'fork'] as const).flatMap((verb) =>
  (['chorus', 'claude', 'both'] as const).flatMap((target) => momentsOf[target].map((moment) => ({ verb, target, moment }))),
);

const writes = (['set', 'rename'] as const).map((verb) => ({ verb, target: 'chorus', moment: 'started' }) as const);

/** Kills of every kind, each as often as the others of its sort, in any order; every sixth is one of a write. */
export function planKills(count: number, seed: number): Kill[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const sixth = Math.floor(index / 6);
    const kind = index % 6 === 5 ? writes[sixth % writes.length] : turns[(index - sixth) % turns.length];
    if (!kind) throw new Error(`there is no kill ${index}`);
    const kill = { ...kind, id: `k${index}`, portion: random(), delay: Math.floor(random() * 300), choice: random() };
    return { kill, place: random() };
  })
    .sort((a, b) => a.place - b.place)
    .map(({ kill }) => kill);
}
