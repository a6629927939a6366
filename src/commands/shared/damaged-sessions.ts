import { printable } from '../../core/printable.ts';
import type { ChorusError } from '../../errors.ts';
import type { Context } from './context.ts';

/** Printed if there is no session to show. */
export const noSessionYet = 'no sessions yet; start one: chorus new <name> "<prompt>"';

/** Reports the sessions that cannot be read; the others are still shown. */
export function reportDamaged({ stderr }: Pick<Context, 'stderr'>, damaged: readonly { error: ChorusError }[]): void {
  for (const { error } of damaged) stderr.write(printable(`chorus: ${error.message}\n        ${error.hint}\n`));
}
