import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { compareReleases } from '../../../src/claude/call/releases.ts';
import type { ProbedFacts } from './facts.ts';

export type Probed = Record<string, ProbedFacts>;

/** What was probed, oldest release first; written after each one, so that a run that is ended can be continued. */
export class ProbesFile {
  readonly #path: string;
  readonly probed: Probed;

  constructor(path: string) {
    this.#path = path;
    this.probed = existsSync(path) ? readProbes(path) : {};
  }

  set(release: string, facts: ProbedFacts): void {
    this.probed[release] = facts;
    const lines = releasesIn(this.probed).map((each) => `  ${JSON.stringify(each)}: ${JSON.stringify(this.probed[each])}`);
    writeFileSync(`${this.#path}.new`, `{\n${lines.join(',\n')}\n}\n`);
    renameSync(`${this.#path}.new`, this.#path);
  }
}

export function readProbes(path: string): Probed {
  return JSON.parse(readFileSync(path, 'utf8')) as Probed;
}

export function releasesIn(probed: Probed): string[] {
  return Object.keys(probed).sort(compareReleases);
}

/** A fact, and the releases of a list between which it changed. */
export interface Change {
  fact: keyof ProbedFacts;
  before: string;
  after: string;
}

/** Where neighbours among the probed releases differ, oldest first. */
export function changesIn(probed: Probed): Change[] {
  const releases = releasesIn(probed);
  return releases.slice(1).flatMap((after, index) => {
    const before = releases[index] as string;
    const [old, next] = [probed[before], probed[after]] as [ProbedFacts, ProbedFacts];
    return (Object.keys(next) as (keyof ProbedFacts)[]).flatMap((fact) => (old[fact] === next[fact] ? [] : [{ fact, before, after }]));
  });
}
