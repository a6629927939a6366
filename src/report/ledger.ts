import type { TurnEvent } from '../core/event.ts';
import type { Session } from '../core/session.ts';
import type { ReportState } from './data.ts';
import { addTurn, createTally, type Tally } from './tally.ts';

/** A session with its turns. */
export interface Account {
  key: string;
  name: string;
  kept: ReportState;
  session: Session | null;
  /** Of its conversations, the present one first; of a session that is not kept, those that the log tells. */
  ids: string[];
  tally: Tally;
}

export interface Ledger {
  add(event: TurnEvent): void;
  accounts(): Account[];
  /** Events that could not be placed in time. */
  timeless(): number;
}

/**
 * Gives every turn to its session. Its ids decide, since names change: a session that was renamed has its earlier turns, and one
 * that took the name of a removed one does not.
 */
export function openLedger(sessions: readonly Session[], damaged: readonly string[]): Ledger {
  const accounts = new Map<string, Account>();
  const byId = new Map<string, Account>();
  let timeless = 0;
  const open = (name: string, kept: ReportState, session: Session | null = null): Account => {
    // A name holds no #.
    const key = kept === 'removed' ? `${name}#removed` : name;
    const account = accounts.get(key) ?? { key, name, kept, session, ids: [], tally: createTally() };
    accounts.set(key, account);
    return account;
  };
  for (const session of sessions) {
    const account = open(session.name, 'kept', session);
    account.ids.push(session.sessionId, ...session.formerIds);
    for (const id of account.ids) byId.set(id, account);
  }
  for (const name of damaged) open(name, 'damaged');

  const ofEvent = ({ session: name, time, expectedId, actualId }: TurnEvent): Account => {
    const known = idsOf(expectedId, actualId).map((id) => byId.get(id));
    const found = known.find((account) => account?.kept === 'kept');
    if (found) return found;
    const named = accounts.get(name);
    const isEarlier = named?.session && idsOf(expectedId, actualId).length > 0 && time < named.session.createdAt;
    return named && !isEarlier ? named : open(name, 'removed');
  };
  return {
    add: (event) => {
      const account = ofEvent(event);
      if (!addTurn(account.tally, event)) timeless++;
      else if (account.kept !== 'kept') {
        for (const id of idsOf(event.expectedId, event.actualId)) {
          if (byId.has(id)) continue;
          byId.set(id, account);
          account.ids.push(id);
        }
      }
    },
    accounts: () => [...accounts.values()].filter(({ kept, tally }) => kept === 'kept' || tally.rows.length > 0),
    timeless: () => timeless,
  };
}

function idsOf(...ids: unknown[]): string[] {
  return ids.filter((id) => typeof id === 'string');
}
