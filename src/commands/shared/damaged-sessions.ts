import { printable } from '../../core/printable.ts';
import type { ChorusError } from '../../errors.ts';
import type { Context } from './context.ts';

/** Where there is none to show. */
export const noSessionYet = 'there is no session yet; start one: chorus new <name> "<prompt>"';

/** Reports the sessions that cannot be read; the others are shown all the same. */
export function reportDamaged({ stderr }: Pick<Context, 'stderr'>, damaged: readonly { error: ChorusError }[]): void {
  for (const { error } of damaged) stderr.write(printable(`chorus: ${error.message}\n        ${error.hint}\n`));
}
