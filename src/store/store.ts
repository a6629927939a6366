import type { TurnEvent } from '../core/event.ts';
import type { InteractiveRun } from '../core/interactive-run.ts';
import type { Session } from '../core/session.ts';
import { ConfigStore } from './config.ts';
import { isTurnEvent } from './event-schema.ts';
import { InteractiveStore } from './interactive.ts';
import { isInteractiveRun } from './interactive-run-schema.ts';
import { warmUp } from './json-file.ts';
import { findLeftBehind, lockSession } from './lock.ts';
import type { Lock } from './lock-file.ts';
import type { LockSharer } from './lock-sharers.ts';
import type { LockWait } from './lock-wait.ts';
import { LogStore } from './log.ts';
import { ReleaseStore } from './releases.ts';
import { SessionStore } from './sessions.ts';
import { VaultStore } from './vault.ts';

/** Everything that chorus keeps, in one folder. Opening it does not touch the disk. */
export interface Store {
  home: string;
  sessions: SessionStore;
  config: ConfigStore;
  log: LogStore<TurnEvent>;
  releases: ReleaseStore;
  vault: VaultStore;
  interactive: InteractiveStore<InteractiveRun>;
  /** Holds a session for a turn. */
  lockTurn(name: string, wait: Omit<LockWait, 'idsOf'>): Promise<Lock>;
  /** Holds the vault while all conversations are copied. */
  lockVault(wait: LockWait): Promise<Lock>;
  /** The processes that hold a session's lock although no turn is at work: an earlier `claude` left them behind. */
  leftBehind(name: string): Promise<LockSharer[]>;
  /** Loads the modules for writing, ahead of the first write. */
  warmUp(): void;
}

/**
 * @param home absolute; or a function that resolves it at the first use, so that help works without a home.
 * @throws what `home` throws, at the first use.
 */
export function openStore(home: string | (() => string)): Store {
  let opened: Store | undefined;
  const open = (): Store => {
    opened ??= openAt(typeof home === 'string' ? home : home());
    return opened;
  };
  return {
    get home() {
      return open().home;
    },
    get sessions() {
      return open().sessions;
    },
    get config() {
      return open().config;
    },
    get log() {
      return open().log;
    },
    get releases() {
      return open().releases;
    },
    get vault() {
      return open().vault;
    },
    get interactive() {
      return open().interactive;
    },
    lockTurn: (name, wait) => open().lockTurn(name, wait),
    lockVault: (wait) => open().lockVault(wait),
    leftBehind: (name) => open().leftBehind(name),
    warmUp,
  };
}

function openAt(home: string): Store {
  const sessions = new SessionStore(home);
  return {
    home,
    sessions,
    config: new ConfigStore(home),
    log: new LogStore(home, isTurnEvent),
    releases: new ReleaseStore(home),
    vault: new VaultStore(home),
    interactive: new InteractiveStore(home, isInteractiveRun),
    lockTurn: (name, wait) => lockSession(home, name, 'turn', { ...wait, idsOf: () => idsOf(sessions.readIfWhole(name)) }),
    lockVault: (wait) => lockSession(home, 'all', 'vault', wait),
    leftBehind: (name) => findLeftBehind(home, name, idsOf(sessions.readIfWhole(name))),
    warmUp,
  };
}

/** The ids that a `claude` may have been called with for a session. */
function idsOf(session: Session | undefined): string[] {
  if (!session) return [];
  const { sessionId, movingTo, parent, formerIds } = session;
  return [sessionId, ...formerIds, ...(movingTo ? [movingTo] : []), ...(parent ? [parent.sessionId] : [])];
}
