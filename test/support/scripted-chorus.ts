import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Chorus } from '../../src/library/chorus.ts';
import { systemClock } from '../../src/library/open.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { World } from '../../src/turn/world.ts';
import { callCommand } from './command-call.ts';
import { type ScriptedProgram, type ScriptedStep, scriptedProgram } from './scripted-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ScriptedChorus {
  chorus: Chorus;
  claude: ScriptedProgram;
  store: Store;
  world: World;
  /** The directory of the sessions. */
  work: string;
  /** Runs a command, as at the command line. Standard input is a terminal. */
  run(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** Sends chorus a signal. */
  signal(signal: NodeJS.Signals): void;
}

/** Chorus with a home of its own, whose `claude` is scripted: whole turns in this process. */
export function scriptedChorus(release: string | null, ...steps: ScriptedStep[]): ScriptedChorus {
  const folder = temporaryFolder();
  const [work, binary] = [join(folder, 'work'), join(folder, 'claude')];
  mkdirSync(work);
  writeFileSync(binary, '', { mode: 0o755 });
  const claude = scriptedProgram(release, ...steps);
  const handlers = new Set<(signal: NodeJS.Signals) => void>();
  const world: World = {
    store: openStore(join(folder, 'chorus')),
    start: claude.start,
    env: { HOME: folder, CHORUS_CLAUDE: binary },
    cwd: work,
    now: () => new Date('2026-01-01T00:00:00Z'),
    clock: systemClock,
    newId: () => crypto.randomUUID(),
    onSignal: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
  const signal = (sent: NodeJS.Signals) => {
    for (const handler of handlers) handler(sent);
  };
  const chorus = new Chorus(world);
  const runCommand = (...argv: string[]) =>
    callCommand(argv, { ...world, chorus, world, stdin: Object.assign(Readable.from([]), { isTTY: true }) });
  return { chorus, claude, store: world.store, world, work, run: runCommand, signal };
}
