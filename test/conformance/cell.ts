import type { Naive, Step } from './claim.ts';
import { misfits, naiveErrors } from './fit.ts';

export interface Cell {
  /** `unverified`: chorus could not know, and said so. `refused`: the release can't do it, and chorus said so. */
  mark: 'right' | 'wrong' | 'unverified' | 'refused';
  /** What was wrong, a phrase each. */
  misfits: string[];
  /** Where a comparison of ids would have been wrong. */
  naiveErrors: (keyof Naive)[];
  steps: Step[];
}

export function judgeCell(steps: Step[]): Cell {
  const wrong = steps.flatMap((step) => misfits(step).map((misfit) => `${step.step}: ${misfit}`));
  return { mark: markOf(steps, wrong), misfits: wrong, naiveErrors: [...new Set(steps.flatMap(naiveErrors))], steps };
}

/** A scenario that could not be played to its end proves nothing, and is not right. */
export function brokenCell(error: unknown): Cell {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return { mark: 'wrong', misfits: [`could not be played: ${line}`], naiveErrors: [], steps: [] };
}

function markOf(steps: readonly Step[], wrong: readonly string[]): Cell['mark'] {
  if (wrong.length > 0 || steps.length === 0) return 'wrong';
  if (steps.some(({ truth }) => truth.refusal === 'release')) return 'refused';
  return steps.some(({ said }) => said.verdict === 'unverified') ? 'unverified' : 'right';
}
