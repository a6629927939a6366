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
  tally: Tally;
}

export interface Ledger {
  add(event: TurnEvent): void;
  accounts(): Account[];
  /** Under which account a conversation stands. */
  findById(sessionId: string): Account | undefined;
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
    const account = accounts.get(key) ?? { key, name, kept, session, tally: createTally() };
    accounts.set(key, account);
    return account;
  };
  for (const session of sessions) {
    const account = open(session.name, 'kept', session);
    for (const id of [session.sessionId, ...session.formerIds]) byId.set(id, account);
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
        for (const id of idsOf(event.expectedId, event.actualId)) if (!byId.has(id)) byId.set(id, account);
      }
    },
    accounts: () => [...accounts.values()].filter(({ kept, tally }) => kept === 'kept' || tally.rows.length > 0),
    findById: (sessionId) => byId.get(sessionId),
    timeless: () => timeless,
  };
}

function idsOf(...ids: unknown[]): string[] {
  return ids.filter((id) => typeof id === 'string');
}
