import { whatIsLeft } from '../claude/transcript/transcript.ts';
import { byFix, type Finding, found, type Repairable } from '../core/finding.ts';
import type { OtherClaude } from '../core/notices.ts';
import type { Session } from '../core/session.ts';
import { quoteForShell } from '../core/shell.ts';
import { beginAgain } from '../turn/changes.ts';
import type { World } from '../turn/world.ts';
import { holding, isHeld, look, type Seen } from './survey.ts';
import { checkKept, checkParent } from './transcripts.ts';

/** What there is of the conversation of each session, and who is at work on it. */
export async function checkConversations(world: World, sessions: readonly Session[], release: string | undefined): Promise<Repairable[]> {
  const seen = look(world, release);
  const findings: Repairable[] = [];
  for (const session of sessions) {
    findings.push(...checkDirectory(session, seen), ...checkKept(world, session, seen), ...checkParent(session, seen));
    const live = seen.live(session.sessionId);
    const mayBeAtWork = live.length > 0 || session.state === 'starting';
    // A turn of chorus itself is neither foreign nor killed.
    if (mayBeAtWork && !(await isHeld(world, session.name)))
      findings.push(...live.map((each) => ({ finding: describeForeign(session, each) })), ...checkWedged(world, session, seen));
  }
  return findings;
}

function checkDirectory({ name, cwd }: Session, { hasDirectory }: Seen): Repairable[] {
  if (hasDirectory(cwd)) return [];
  const message = `${name}: its directory is gone: ${cwd}; if it has moved: chorus set ${name} cwd=<its new place>`;
  return [{ finding: found('directory', 'problem', message, `mkdir -p ${quoteForShell(cwd)}`) }];
}

function describeForeign({ name }: Session, { pid, isInteractive }: OtherClaude): Finding {
  const what = `claude (process ${pid}${isInteractive ? ', interactive' : ''}) has its conversation open`;
  return found('live', 'warning', `${name}: ${what}, and was not started by chorus: the two may diverge`, `kill ${pid}`);
}

/** A first turn that was ended too early, and whose id the release can not use any more. */
function checkWedged(world: World, session: Session, { quirks, pathOf }: Seen): Repairable[] {
  const { name, sessionId, cwd, parent } = session;
  const path = session.state === 'starting' ? pathOf(cwd, sessionId) : undefined;
  if (path === undefined) return [];
  const left = whatIsLeft(path, parent?.at?.uuid);
  if (left === 'answer') return [];
  if (left === 'prompt' && !quirks.wedgesKilledStart)
    return [{ finding: found('wedged', 'note', `${name}: its first turn was ended before an answer; the next resume goes on from there`) }];
  return [
    {
      finding: found(
        'wedged',
        'warning',
        `${name}: its first turn was ended before an answer, and claude can not go on with its id`,
        byFix,
      ),
      repair: () =>
        holding(world, name, async () => {
          await world.store.sessions.update(name, (current) =>
            current.state === 'starting' && current.sessionId === sessionId ? beginAgain(current, world.newId()) : {},
          );
          return `its next resume begins it under another id`;
        }),
    },
  ];
}
