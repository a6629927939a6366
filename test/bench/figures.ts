import type { Case, Family, MeasuredCase } from './case.ts';
import { commands } from './families/commands.ts';
import { cpu } from './families/cpu.ts';
import { locks } from './families/locks.ts';
import { sessions } from './families/sessions.ts';
import { start } from './families/start.ts';
import { stream } from './families/stream.ts';
import { transcripts } from './families/transcripts.ts';
import { turn } from './families/turn.ts';
import type { Ground } from './ground.ts';
import type { Machine } from './machine.ts';
import { measureCase } from './rounds.ts';

export const families: readonly Family[] = [turn, start, commands, cpu, stream, sessions, locks, transcripts];

/** A case as it was measured, and on what. */
export interface Figure extends MeasuredCase {
  family: string;
  /** The version of Node. */
  node: string;
  at: string;
}

/** What a run of the benchmark found. */
export interface Figures {
  /** The release of the real `claude`. */
  claude: string;
  machine: Machine;
  figures: Figure[];
}

export interface MeasureOptions {
  only?: readonly string[] | undefined;
  rounds?: number | undefined;
  /** Which cases, by name; all without it. */
  wants?: ((name: Case) => boolean) | undefined;
}

/** Measures one case after another. */
export async function* measure(ground: Ground, { only, rounds, wants }: MeasureOptions = {}): AsyncGenerator<Figure> {
  for (const family of families) {
    if (only && !only.includes(family.name)) continue;
    for await (const each of family.cases(ground)) {
      if (wants && !wants(each)) continue;
      const measured = await measureCase(each, rounds);
      yield { family: family.name, node: ground.node.version, at: new Date().toISOString(), ...measured };
    }
  }
}

/** Figures of now, in place of those of the same cases on the same Node (by its major version). */
export function mergeFigures(kept: readonly Figure[], measured: readonly Figure[]): Figure[] {
  const key = ({ name, node }: Figure) => `${name} ${Number.parseInt(node, 10)}`;
  const replaced = new Set(measured.map(key));
  const familyOrder = families.map(({ name }) => name);
  return [...kept.filter((figure) => !replaced.has(key(figure))), ...measured].sort(
    (a, b) => familyOrder.indexOf(a.family) - familyOrder.indexOf(b.family),
  );
}
