import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { Readable } from 'node:stream';
import { Chorus } from '../../library/chorus.ts';
import { resolveHome } from '../../store/resolve-home.ts';
import { openStore } from '../../store/store.ts';
import type { OutputStream } from '../../terminal/output-stream.ts';
import type { World } from '../../turn/world.ts';

/** What a command is given: everything it touches. Tests give their own. */
export interface Context extends World {
  stdin: Readable & { isTTY?: boolean; fd?: number };
  stdout: OutputStream;
  stderr: OutputStream;
  chorus: Chorus;
}

/** Whether a person sits before both ends: then Claude itself can be opened. */
export function isAtTerminal(context: Pick<Context, 'stdin' | 'stdout'>): boolean {
  return context.stdout.isTTY === true && context.stdin.isTTY === true;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A directory that was deleted has no path any more; what does not need it works all the same. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD || '/';
  }
}

/** /dev/null, as cron, CI and other programs give it: a stream of Node's for it loads what takes 3 ms, to read nothing. */
function isNull(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && fstatSync(fd).rdev === statSync(devNull).rdev;
  } catch {
    return false;
  }
}

export function processContext(): Context {
  const env = { ...process.env };
  const world: World = {
    store: openStore(() => resolveHome(env)),
    env,
    cwd: currentDirectory(),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    onSignal: (handler) => {
      for (const signal of signals) process.on(signal, handler);
      return () => {
        for (const signal of signals) process.off(signal, handler);
      };
    },
  };
  let stdin: Context['stdin'] | undefined;
  return {
    ...world,
    get stdin() {
      stdin ??= isNull(0) ? Readable.from([]) : process.stdin;
      return stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    chorus: new Chorus(world),
  };
}
