import { whatIsLeft } from '../claude/transcript/transcript.ts';
import type { Finding } from '../core/finding.ts';
import type { OtherClaude } from '../core/notices.ts';
import type { Session } from '../core/session.ts';
import { quoteForShell } from '../core/shell.ts';
import { beginAgain } from '../turn/changes.ts';
import type { World } from '../turn/world.ts';
import { byFix, found, type Repairable } from './repairable.ts';
import { isHeld, type Survey, surveySessions, withTurnLock } from './survey.ts';
import { checkParent, checkTranscript } from './transcripts.ts';

/** The conversation of each session: its directory, its transcript, and the `claude` processes that have it open. */
export async function checkConversations(world: World, sessions: readonly Session[], release: string | undefined): Promise<Repairable[]> {
  const survey = surveySessions(world, release);
  const findings: Repairable[] = [];
  for (const session of sessions) {
    findings.push(...checkDirectory(session, survey), ...(await checkTranscript(world, session, survey)), ...checkParent(session, survey));
    const live = survey.live(session);
    const mayBeAtWork = live.length > 0 || session.state === 'starting';
    // A turn of chorus that is still running is neither foreign nor killed.
    if (mayBeAtWork && !(await isHeld(world, session.name)))
      findings.push(...live.map((each) => ({ finding: foreignFinding(session, each) })), ...checkWedged(world, session, survey));
  }
  return findings;
}

function checkDirectory({ name, cwd }: Session, { hasDirectory }: Survey): Repairable[] {
  if (hasDirectory(cwd)) return [];
  const message = `${name}: its directory is gone: ${cwd}; if it was moved: chorus set ${name} cwd=<new directory>`;
  return [{ finding: found('directory', 'problem', message, `mkdir -p ${quoteForShell(cwd)}`) }];
}

function foreignFinding({ name }: Session, { pid, isInteractive }: OtherClaude): Finding {
  const who = `claude (process ${pid}${isInteractive ? ', interactive' : ''})`;
  const message = `${name}: ${who}, not started by chorus, has its conversation open: turns of both may end up on different branches`;
  return found('live', 'warning', message, `kill ${pid}`);
}

/** A first turn that was ended before an answer, so that some releases can no longer use its id. */
function checkWedged(world: World, session: Session, { quirks, pathOf }: Survey): Repairable[] {
  const { name, sessionId, cwd, parent } = session;
  const path = session.state === 'starting' ? pathOf(cwd, sessionId) : undefined;
  if (path === undefined) return [];
  const left = whatIsLeft(path, parent?.at?.uuid);
  if (left === 'answer') return [];
  if (left === 'prompt' && !quirks.wedgesKilledStart)
    return [
      { finding: found('wedged', 'note', `${name}: its first turn was ended before an answer; the next resume continues from there`) },
    ];
  return [
    {
      finding: found(
        'wedged',
        'warning',
        `${name}: its first turn was ended before an answer, and claude cannot continue under its id`,
        byFix,
      ),
      repair: () =>
        withTurnLock(world, name, async () => {
          await world.store.sessions.update(name, (current) =>
            current.state === 'starting' && current.sessionId === sessionId ? beginAgain(current, world.newId()) : {},
          );
          return 'the next resume starts it under a new id';
        }),
    },
  ];
}
