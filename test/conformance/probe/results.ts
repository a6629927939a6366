import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { compareReleases, quirksOf } from '../../../src/claude/call/releases.ts';
import type { ProbedFacts } from './facts.ts';

/** By release. Every eighth has all facts; those between them the ones that had to be found there. */
export type Probed = Record<string, Partial<ProbedFacts>>;

/** What was probed, oldest release first; written after each one, so that a run that is ended can be continued. */
export class ProbesFile {
  readonly #path: string;
  readonly probed: Probed;

  constructor(path: string) {
    this.#path = path;
    this.probed = readProbes(path);
  }

  add(release: string, facts: Partial<ProbedFacts>): void {
    this.probed[release] = { ...this.probed[release], ...facts };
    const lines = releasesIn(this.probed).map((each) => `  ${JSON.stringify(each)}: ${JSON.stringify(this.probed[each])}`);
    writeFileSync(`${this.#path}.new`, `{\n${lines.join(',\n')}\n}\n`);
    renameSync(`${this.#path}.new`, this.#path);
  }
}

/** None if there is no such file. */
export function readProbes(path: string): Probed {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Probed) : {};
}

export function releasesIn(probed: Probed): string[] {
  return Object.keys(probed).sort(compareReleases);
}

/** A fact, and the releases between which it changed. */
export interface Change {
  fact: keyof ProbedFacts;
  before: string;
  after: string;
}

/** Where a fact differs between two releases that it was probed on, with none between them, oldest first. */
export function changesIn(probed: Probed): Change[] {
  const releases = releasesIn(probed);
  const facts = new Set(releases.flatMap((release) => Object.keys(probed[release] ?? {}) as (keyof ProbedFacts)[]));
  return [...facts].flatMap((fact) => {
    const known = releases.filter((release) => probed[release]?.[fact] !== undefined);
    return known.slice(1).flatMap((after, index) => {
      const before = known[index] as string;
      return probed[before]?.[fact] === probed[after]?.[fact] ? [] : [{ fact, before, after }];
    });
  });
}

/** Where a release was seen to behave otherwise than chorus's table of quirks has it, a sentence each. */
export function differencesIn(probed: Probed): string[] {
  return releasesIn(probed).flatMap((release) => {
    const quirks: Partial<Record<string, unknown>> = { ...quirksOf(release) };
    return Object.entries(probed[release] ?? {}).flatMap(([fact, value]) =>
      !(fact in quirks) || quirks[fact] === value ? [] : [`${release}: ${fact} is ${value}, and the table says ${quirks[fact]}`],
    );
  });
}
