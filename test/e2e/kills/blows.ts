import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../../support/leftovers.ts';
import type { Sandbox } from '../../support/sandbox.ts';

export type Target = 'chorus' | 'claude' | 'both';

/** What a blow waits for: the start of chorus, its `claude`, the question to the model, or the answer on standard output. */
export type Moment = (typeof moments)[number];

const moments = ['started', 'claude', 'asked', 'answered'] as const;

export interface Blow {
  target: Target;
  moment: Moment;
  /** How long after that moment, in ms. */
  after: number;
}

/** When each moment came, in ms from the start of the call; `over` is its end. */
export type Times = Partial<Record<Moment | 'over', number>>;

export interface Struck {
  /** Whether a process was there to be killed. Where none was, the call is over, and went as calls do. */
  landed: boolean;
  /** Undefined when the blow ended chorus. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** The last of the moments that were there at the blow. */
  reached: Moment;
}

/** Runs chorus to its end, and sees when each moment comes on this machine, as busy as it is now. */
export async function observe(sandbox: Sandbox, args: string[], isAsked: () => boolean): Promise<Times> {
  const startedAt = performance.now();
  const times: Times = { started: 0 };
  const { child, isReached, isOver } = begin(sandbox, args, isAsked);
  while (!isOver()) {
    for (const moment of moments) if (isReached[moment]()) times[moment] ??= performance.now() - startedAt;
    await Promise.race([sleep(2), child]);
  }
  await child;
  return { ...times, over: performance.now() - startedAt };
}

/** Runs chorus, and kills it, its `claude` or both at the moment that was chosen. */
export async function strike(sandbox: Sandbox, args: string[], blow: Blow, isAsked: () => boolean): Promise<Struck> {
  const { child, isReached, isOver } = begin(sandbox, args, isAsked);
  const chorus = child.pid as number;
  while (!isReached[blow.moment]() && !isOver()) await sleep(2);
  await Promise.race([sleep(blow.after), child]);

  const reached = moments.findLast((moment) => isReached[moment]()) ?? 'started';
  const claudes = childrenOf(chorus);
  let landed = false;
  if (blow.target === 'claude') landed = claudes.map((pid) => kill(pid)).includes(true);
  else if (!isOver()) {
    // Stands still first, so that it can start no claude in between.
    kill(chorus, 'SIGSTOP');
    if (blow.target === 'both') for (const pid of childrenOf(chorus)) kill(-pid);
    kill(chorus);
  }
  const { exitCode, signal, stdout, stderr } = await child;
  if (blow.target !== 'claude') landed = signal === 'SIGKILL';
  return { landed, exitCode, stdout: String(stdout), stderr: String(stderr), reached };
}

function begin(sandbox: Sandbox, args: string[], isAsked: () => boolean) {
  const child = sandbox.spawn(args, { stdin: 'ignore' });
  const chorus = child.pid as number;
  let isAnswered = false;
  child.stdout?.once('data', () => {
    isAnswered = true;
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const isReached: Record<Moment, () => boolean> = {
    started: () => true,
    claude: () => childrenOf(chorus).length > 0,
    asked: isAsked,
    answered: () => isAnswered,
  };
  return { child, isReached, isOver };
}

function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
