import { expect } from 'vitest';
import type { Ran, Sandbox, Spawned } from '../support/sandbox.ts';

/** A process, in an object of its own: it is a promise, and to return it as it is would be to wait for its end. */
export interface Started {
  child: Spawned;
}

/** Starts chorus and comes back when the model is asked, so that the turn is under way. */
export async function startTurn(sandbox: Sandbox, ...args: string[]): Promise<Started> {
  const asked = sandbox.api.exchanges.length;
  const child = sandbox.spawn(args, { stdin: 'ignore' });
  await expect.poll(() => sandbox.api.exchanges.length, { interval: 10 }).toBe(asked + 1);
  return { child };
}

/** Starts chorus and comes back when it waits for the session. */
export async function startWaiting(sandbox: Sandbox, ...args: string[]): Promise<Started> {
  const child = sandbox.spawn(args, { stdin: 'ignore' });
  await says(child, 'waiting:');
  return { child };
}

/** Until that stands on standard error; fails if the process ends without it. */
export async function says(child: Spawned, words: string): Promise<void> {
  let said = '';
  const heard = new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(words)) resolve();
    });
  });
  await Promise.race([heard, child]);
  if (!said.includes(words)) throw new Error(`it ended without "${words}":\n${said}`);
}

/** A turn that `--timeout` ends while the model is asked. How long it takes until then is the machine's: it gets longer and longer. */
export async function timeOut(sandbox: Sandbox, ...args: string[]): Promise<Ran> {
  const asked = sandbox.api.exchanges.length;
  for (let seconds = 1; ; seconds *= 2) {
    const ran = await sandbox.chorus(...args, '--timeout', String(seconds));
    if (sandbox.api.exchanges.length > asked) return ran;
  }
}
