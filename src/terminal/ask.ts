import type { Context } from '../context.ts';

export type Terminal = Pick<Context, 'stdin' | 'stdout' | 'env' | 'onSignal'>;

/** Whether a person can be asked. */
export function canAsk({ stdin, stdout, env }: Terminal): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb';
}
