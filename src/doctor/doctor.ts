import { existsSync } from 'node:fs';
import { formatCount } from '../core/amounts.ts';
import { turnBriefs } from '../core/event-brief.ts';
import type { Finding } from '../core/finding.ts';
import type { Session } from '../core/session.ts';
import { quoteForShell } from '../core/shell.ts';
import { ChorusError, exitCodes } from '../errors.ts';
import { lastGoodCopy } from '../store/json-file.ts';
import type { DamagedSession } from '../store/sessions.ts';
import type { World } from '../turn/world.ts';
import { checkClaude } from './claude.ts';
import { checkHome, openToOwner } from './home.ts';
import { checkLeftRuns } from './interactive.ts';
import { checkLeftLocks } from './locks.ts';
import { byFix, found, type Repairable } from './repairable.ts';
import { checkConversations } from './sessions.ts';
import { checkStoredSettings } from './settings.ts';

/** Checks everything that chorus relies on. With `fix`, it fixes what it can, and says what it did. @throws ChorusError (7) */
export async function examine(world: World, { fix }: { fix?: boolean | undefined } = {}): Promise<Finding[]> {
  const { store } = world;
  let listed: ReturnType<typeof store.sessions.list> | undefined;
  const list = () => {
    listed ??= store.sessions.list();
    return listed;
  };
  const claude = await checkClaude(world);
  const checks: [Finding['check'], () => Repairable[] | Promise<Repairable[]>][] = [
    ['claude', () => claude.findings.map(asIs)],
    ['home', () => checkHome(store.home)],
    // Before the checks that take the locks.
    ['locks', () => checkLeftLocks(world, store.sessions.names())],
    ['damaged', () => checkFiles(world, list().damaged)],
    ['log', () => checkLog(world).map(asIs)],
    ['settings', () => checkStoredSettings(list().sessions, store.config.getIfWhole(), claude.release).map(asIs)],
    ['interactive', () => checkLeftRuns(world)],
    ['transcript', () => checkSessions(world, list().sessions, claude.release)],
  ];
  const findings: Finding[] = [];
  const reported = new Set<string>();
  for (const [check, work] of checks) {
    for (const { finding, repair, otherwise } of await runCheck(world, check, work)) {
      // Report an error that stops several checks only once.
      if (reported.has(finding.message)) continue;
      reported.add(finding.message);
      findings.push(fix && repair ? await applyRepair(finding, repair, otherwise) : finding);
    }
    // The following checks must see what was fixed.
    if (findings.some(({ fixed }) => fixed !== null)) listed = undefined;
  }
  return findings;
}

/** Whether nothing is left to do. */
function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ level, fixed }) => level === 'ok' || level === 'note' || fixed !== null);
}

/** The exit code of `chorus doctor`. */
export function exitCodeFor(findings: readonly Finding[]): number {
  return isWell(findings) ? exitCodes.ok : exitCodes.store;
}

/** Runs a check. An error that stops it becomes a finding. */
async function runCheck(
  { store }: World,
  check: Finding['check'],
  work: () => Repairable[] | Promise<Repairable[]>,
): Promise<Repairable[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    return [{ finding: found(check, 'problem', error.message, openToOwner(store.home)) }];
  }
}

async function applyRepair(finding: Finding, repair: NonNullable<Repairable['repair']>, otherwise: string | undefined): Promise<Finding> {
  try {
    return { ...finding, fixed: await repair() };
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    return { ...finding, message: `${finding.message}; ${error.message}`, fix: otherwise ?? finding.fix };
  }
}

function asIs(finding: Finding): Repairable {
  return { finding };
}

/** Damaged files. Each has its last good copy beside it, unless it was written only once. */
function checkFiles({ store }: World, sessions: readonly DamagedSession[]): Repairable[] {
  const broken = sessions.map(({ name, error }) => ({ error, path: store.sessions.path(name), repair: () => store.sessions.repair(name) }));
  try {
    store.config.get();
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    broken.push({ error, path: store.config.path, repair: () => store.config.repair() });
  }
  return broken.map(({ error, path, repair }): Repairable => {
    // The file is fine, so its last good copy must not replace it.
    if (error.code === 'later-version') return asIs(found('damaged', 'problem', error.message, 'npm install -g chorus-cli@latest'));
    // A file that cannot be read may not be damaged.
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES')
      return asIs(found('permissions', 'problem', error.message, openToOwner(store.home)));
    const aside = `mv ${quoteForShell(path)} ${quoteForShell(`${path}.damaged`)}`;
    if (existsSync(lastGoodCopy(path))) return { finding: found('damaged', 'problem', error.message, byFix), repair, otherwise: aside };
    return { finding: found('damaged', 'problem', `${error.message}; there is no last good copy`, aside) };
  });
}

function checkLog({ store }: World): Finding[] {
  const reading = store.log.briefs(turnBriefs);
  for (const _ of reading);
  const { damaged } = reading;
  if (damaged === 0) return [];
  return [found('log', 'note', `${store.log.path}: ${formatCount(damaged, 'damaged line')}, skipped`)];
}

async function checkSessions(world: World, sessions: readonly Session[], release: string | undefined): Promise<Repairable[]> {
  const findings = await checkConversations(world, sessions, release);
  const isFine = sessions.length > 0 && isWell(findings.map(({ finding }) => finding));
  return isFine ? [asIs(found('transcript', 'ok', `${formatCount(sessions.length, 'session')} ready to resume`)), ...findings] : findings;
}
