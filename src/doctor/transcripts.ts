import { findTranscript } from '../claude/transcript/projects.ts';
import { ageInDays, type TranscriptAge } from '../core/age.ts';
import { formatCount } from '../core/amounts.ts';
import { hasHadTranscript, type Session } from '../core/session.ts';
import { quoteForShell } from '../core/shell.ts';
import { findBrokenHistory, hasWholeCopy } from '../turn/history-evidence.ts';
import { findConversation } from '../turn/restoration.ts';
import type { World } from '../turn/world.ts';
import { byFix, found, type Repairable } from './repairable.ts';
import { type Survey, withTurnLock } from './survey.ts';

/** A transcript is reported from this many days before its clean-up. */
const soon = 5;

/** The transcript of a session's conversation, and its copy in the vault. */
export async function checkTranscript(world: World, session: Session, survey: Survey): Promise<Repairable[]> {
  const { sessionId } = session;
  if (session.state === 'recorded') return [];
  const age = survey.age(session);
  const isCopied = survey.copies.has(sessionId);
  if (!age)
    return hasHadTranscript(session)
      ? [
          isCopied
            ? restorableFinding(world, session, 'gone')
            : goneFinding(session, survey, `${session.name}: its transcript is gone, and there is no copy`),
        ]
      : [];
  const { transcript, restoration, missing } = isCopied ? await findConversation(world, session, sessionId) : {};
  if (restoration) return [restorableFinding(world, session, howDamaged(age.size, transcript?.size ?? 0))];
  if (missing !== undefined) return [incompleteFinding(session, missing)];
  const broken = brokenFinding(world, session, isCopied);
  if (broken) return [broken];
  return checkCopy(world, session, age, isCopied, survey.values(session).vault !== false);
}

function checkCopy(world: World, session: Session, age: TranscriptAge, isCopied: boolean, isWanted: boolean): Repairable[] {
  const { name } = session;
  const isLeaving = age.expiresInDays <= soon;
  if (isCopied)
    return isLeaving
      ? [{ finding: found('transcript', 'note', `${name}: Claude may delete its transcript soon; the vault has a copy to put back`) }]
      : [];
  if (!isWanted && !isLeaving) return [];
  const finding = isLeaving
    ? found('transcript', 'warning', `${name}: Claude may delete its transcript soon, and there is no copy`, byFix)
    : found('vault', 'warning', `${name}: there is no copy of its transcript`, byFix);
  // The clean-up depends on the time of the last change.
  if (!isWanted) return [{ finding: { ...finding, fix: `touch ${quoteForShell(age.path)}` } }];
  return [
    {
      finding,
      repair: () =>
        withTurnLock(world, name, () => {
          world.store.vault.keep(session.sessionId, age.path);
          return 'copied';
        }),
    },
  ];
}

function restorableFinding(world: World, session: Session, what: 'gone' | 'empty' | 'cut' | 'damaged'): Repairable {
  const { name } = session;
  return {
    finding: found('transcript', 'note', `${name}: its transcript is ${what}; the next resume puts it back from the vault`, byFix),
    repair: () =>
      withTurnLock(world, name, async () => {
        const { restoration } = await findConversation(world, session, session.sessionId);
        if (restoration) world.store.vault.putBack(restoration.sessionId, restoration.to, restoration.left);
        return 'put back from the vault';
      }),
  };
}

function howDamaged(left: number, whole: number): 'empty' | 'cut' | 'damaged' {
  if (left === 0) return 'empty';
  return left < whole ? 'cut' : 'damaged';
}

/** Only a person can say whether the records were removed on purpose. */
function incompleteFinding({ name }: Session, missing: number): Repairable {
  const message = `${name}: its transcript lacks ${formatCount(missing, 'record')} that the vault has, so nothing is sent; if that is right: chorus vault accept ${name}`;
  return { finding: found('transcript', 'problem', message, `chorus vault restore ${name}`) };
}

/** A link that leads nowhere: what is behind it may not reach the model. */
function brokenFinding(world: World, session: Session, isCopied: boolean): Repairable | undefined {
  const { name, cwd, sessionId } = session;
  const transcript = findTranscript(world.env, cwd, sessionId);
  const broken = transcript?.isReadable ? findBrokenHistory(session, transcript) : undefined;
  if (!broken) return undefined;
  if (broken.isRepaired) {
    const message = `${name}: ${broken.reason} in its transcript; claude ${session.last?.release} repairs it when it resumes`;
    return { finding: found('transcript', 'note', message) };
  }
  const [what, fix] =
    isCopied && hasWholeCopy(world, session)
      ? ['the vault has a whole copy', `chorus vault restore ${name}`]
      : ['to continue without the rest, accept it', `chorus vault accept ${name}`];
  return { finding: found('transcript', 'problem', `${name}: its history is truncated: ${broken.reason}; ${what}`, fix) };
}

function goneFinding(session: Session, { values, now }: Survey, message: string): Repairable {
  const { onGone, maxAgeDays } = values(session);
  return onGone === 'fresh' || ageInDays(session, now) > Number(maxAgeDays)
    ? { finding: found('transcript', 'note', `${message}; the next resume starts afresh`) }
    : { finding: found('transcript', 'problem', message, `chorus resume ${session.name} --fresh`) };
}

/** A fork that has had no turn yet depends on its parent's conversation. */
export function checkParent(session: Session, survey: Survey): Repairable[] {
  const { name, state, parent, cwd, sessionId, transcriptSeen } = session;
  if (state === 'active' || !parent || !transcriptSeen || survey.pathOf(cwd, sessionId) !== undefined) return [];
  if (survey.pathOf(cwd, parent.sessionId) !== undefined || survey.copies.has(parent.sessionId)) return [];
  return [goneFinding(session, survey, `${name}: the conversation that it branches from is gone, and there is no copy`)];
}
