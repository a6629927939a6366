import type { TurnBrief } from '../core/event-brief.ts';
import type { Kin } from '../core/forest.ts';
import type { Parent, Session } from '../core/session.ts';
import type { ReportState } from './data.ts';
import { addCall, createTally, type Tally } from './tally.ts';

/** A session with its calls. */
export interface Account {
  key: string;
  name: string;
  kept: ReportState;
  session: Session | null;
  /** The ids of its conversations, the current one first; for a damaged or removed session, those in the log. */
  ids: string[];
  /** The session that it was forked from. */
  parent: Pick<Parent, 'name' | 'sessionId'> | null;
  tally: Tally;
}

export interface Ledger {
  add(event: TurnBrief): void;
  accounts(): Account[];
  /** The number of events without a usable time. */
  timeless(): number;
}

/**
 * Assigns every call to its session. The call's ids decide, since names change: a renamed session keeps its earlier calls, and a session
 * that took over the name of a removed one does not get those of the other.
 */
export function openLedger(sessions: readonly Session[], damaged: readonly string[]): Ledger {
  const accounts = new Map<string, Account>();
  const byId = new Map<string, Account>();
  let timeless = 0;
  const open = (name: string, kept: ReportState, session: Session | null = null): Account => {
    // A name cannot contain a #.
    const key = kept === 'removed' ? `${name}#removed` : name;
    const account = accounts.get(key) ?? { key, name, kept, session, ids: [], parent: session?.parent ?? null, tally: createTally() };
    accounts.set(key, account);
    return account;
  };
  for (const session of sessions) {
    const account = open(session.name, 'kept', session);
    account.ids.push(session.sessionId, ...session.formerIds);
    for (const id of account.ids) byId.set(id, account);
  }
  for (const name of damaged) open(name, 'damaged');

  const ofEvent = ({ session: name, time, expectedId, actualId }: TurnBrief): Account => {
    for (const id of [expectedId, actualId]) {
      const found = id === null ? undefined : byId.get(id);
      if (found?.kept === 'kept') return found;
    }
    const named = accounts.get(name);
    const isEarlier = named?.session && (expectedId ?? actualId) !== null && time < named.session.createdAt;
    return named && !isEarlier ? named : open(name, 'removed');
  };
  return {
    add: (event) => {
      const account = ofEvent(event);
      if (!addCall(account.tally, event)) timeless++;
      else if (account.kept !== 'kept') {
        account.parent ??= event.parent;
        for (const id of [event.expectedId, event.actualId]) {
          if (id === null || byId.has(id)) continue;
          byId.set(id, account);
          account.ids.push(id);
        }
      }
    },
    accounts: () => [...accounts.values()].filter(({ kept, tally }) => kept === 'kept' || tally.rows.length > 0),
    timeless: () => timeless,
  };
}

/** A session that was removed, and is known only from its forks. */
export function forgottenAccount({ name, ids }: Kin): Account {
  return { key: `${name}#${ids[0]}`, name, kept: 'removed', session: null, ids: [...ids], parent: null, tally: createTally() };
}
