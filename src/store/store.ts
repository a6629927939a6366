import { isTurnEvent, type TurnEvent } from '../core/event.ts';
import { type InteractiveRun, isInteractiveRun } from '../core/interactive-run.ts';
import { ConfigStore } from './config.ts';
import { InteractiveStore } from './interactive.ts';
import { warmUp } from './json-file.ts';
import { type Lock, type LockWait, lockSession } from './lock.ts';
import { LogStore } from './log.ts';
import { ReleaseStore } from './releases.ts';
import { SessionStore } from './sessions.ts';
import { VaultStore } from './vault.ts';

/** Everything that chorus keeps, in one folder. Opening it touches nothing. */
export interface Store {
  home: string;
  sessions: SessionStore;
  config: ConfigStore;
  log: LogStore<TurnEvent>;
  releases: ReleaseStore;
  vault: VaultStore;
  interactive: InteractiveStore<InteractiveRun>;
  /** Holds a session for a turn. */
  lockTurn(name: string, wait: LockWait): Promise<Lock>;
  /** Loads what writing needs, ahead of the first write. */
  warmUp(): void;
}

export function openStore(home: string): Store {
  return {
    home,
    sessions: new SessionStore(home),
    config: new ConfigStore(home),
    log: new LogStore(home, isTurnEvent),
    releases: new ReleaseStore(home),
    vault: new VaultStore(home),
    interactive: new InteractiveStore(home, isInteractiveRun),
    lockTurn: (name, wait) => lockSession(home, name, 'turn', wait),
    warmUp,
  };
}
