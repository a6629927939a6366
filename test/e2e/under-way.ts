import { expect } from 'vitest';
import type { Sandbox, Spawned } from '../support/sandbox.ts';

/** A process, in an object of its own: it is a promise, and to return it as it is would be to wait for its end. */
export interface Started {
  child: Spawned;
}

/** Starts chorus and comes back when the model is asked, so that the turn is under way. */
export async function startTurn(sandbox: Sandbox, ...args: string[]): Promise<Started> {
  const asked = sandbox.api.exchanges.length;
  const child = sandbox.spawn(args, { stdin: 'ignore' });
  await expect.poll(() => sandbox.api.exchanges.length, { timeout: 20_000, interval: 10 }).toBe(asked + 1);
  return { child };
}

/** Starts chorus and comes back when it waits for the session. */
export async function startWaiting(sandbox: Sandbox, ...args: string[]): Promise<Started> {
  const child = sandbox.spawn(args, { stdin: 'ignore' });
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk) => String(chunk).includes('waiting: the session is held by') && resolve());
  });
  return { child };
}
