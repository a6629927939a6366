import type { Ground } from './ground.ts';

/** One value of a variant: ms, or what else the case counts in. */
export type Measure = () => Promise<number>;

/** Something that is measured in several ways, one after another in every round, so that noise hits all of them. */
export interface Case {
  /** `turn`, say; with the names of its variants it names a figure. */
  name: string;
  title: string;
  unit: 'ms' | 'MB';
  rounds: number;
  variants: Record<string, Measure>;
  comparisons: readonly Comparison[];
}

/** Two variants of a case, held against each other in every round. */
export interface Comparison {
  of: string;
  to: string;
  /** `ratio` divides, `difference` subtracts. */
  by: 'ratio' | 'difference';
  /** What it must not exceed. */
  atMost?: number;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Compared extends Comparison, Spread {}

export interface MeasuredCase {
  name: string;
  title: string;
  unit: Case['unit'];
  rounds: number;
  /** Load average over a minute, before and after. */
  load: [before: number, after: number];
  variants: Record<string, Spread & { samples: number[] }>;
  comparisons: Compared[];
}

/** A family of cases, as `--only` names it. The cases come one by one: what each needs is made when it is its turn. */
export interface Family {
  name: string;
  cases(ground: Ground): AsyncIterable<Case>;
}
