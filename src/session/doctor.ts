import { findLiveClaudes } from '../claude/live.ts';
import { locateClaude } from '../claude/locate.ts';
import { compareReleases, newestMeasured } from '../claude/releases.ts';
import { readClaudeSettings } from '../claude/settings-file.ts';
import { ChorusError } from '../errors.ts';
import { checkHome } from '../store/health.ts';
import { type TranscriptAge, transcriptAges } from './age.ts';
import { byFix, type Finding, found, type Repairable } from './finding.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import type { World } from './world.ts';

/** Days before its clean-up from which a transcript without a copy is worth a word. */
const soon = 5;

/** Looks at everything that chorus rests on. With `fix`, mends what it can, and says what it did. @throws ChorusError (7) */
export async function examine(world: World, { fix }: { fix?: boolean | undefined } = {}): Promise<Finding[]> {
  const checks: [Finding['check'], () => Repairable[]][] = [
    ['claude', () => [asIs(checkClaude(world))]],
    ['home', () => checkHome(world.store.home)],
    ['damaged', () => checkFiles(world)],
    ['log', () => checkLog(world).map(asIs)],
    ['arguments', () => checkConfigured(world).map(asIs)],
    ['transcript', () => checkConversations(world).map(asIs)],
  ];
  const all = checks.flatMap(([check, work]) => problemsToo(check, work));
  const findings: Finding[] = [];
  for (const { finding, repair } of all) {
    // What several checks need is told once.
    if (findings.some(({ message }) => message === finding.message)) continue;
    findings.push(fix && repair ? await mend(finding, repair) : finding);
  }
  return findings;
}

/** Whether nothing is left to do. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ level, fixed }) => level === 'ok' || level === 'note' || fixed !== null);
}

/** What keeps a check from being made is a finding as well. */
function problemsToo(check: Finding['check'], work: () => Repairable[]): Repairable[] {
  try {
    return work();
  } catch (error) {
    return [asIs(asProblem(check, error))];
  }
}

async function mend(finding: Finding, repair: NonNullable<Repairable['repair']>): Promise<Finding> {
  try {
    return { ...finding, fixed: await repair() };
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    return { ...finding, fix: [error.message, error.hint].filter(Boolean).join('. ') };
  }
}

function asIs(finding: Finding): Repairable {
  return { finding };
}

function checkClaude({ env, cwd, store }: World): Finding {
  const installation = locateClaude(env, cwd);
  const release = store.releases.get(installation);
  const isNew = release !== undefined && compareReleases(release, newestMeasured) > 0;
  const taken = isNew ? `, taken for ${newestMeasured}, the newest known` : '';
  return found('claude', 'ok', `claude ${release ?? '(its release is asked for by the first call)'} at ${installation.path}${taken}`);
}

/** Files that do not parse: each has its last good copy beside it, unless it was never written twice. */
function checkFiles({ store }: World): Repairable[] {
  const broken = store.sessions.list().damaged.map(({ name, error }) => ({ error, repair: () => store.sessions.repair(name) }));
  try {
    store.config.get();
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    broken.push({ error, repair: () => store.config.repair() });
  }
  return broken.map(({ error, repair }) => ({ finding: { ...asProblem('damaged', error), fix: byFix }, repair }));
}

function checkLog({ store }: World): Finding[] {
  const { damaged } = store.log.read();
  if (damaged === 0) return [];
  return [
    found('log', 'note', `${store.log.path}: ${damaged === 1 ? 'a line that does' : `${damaged} lines that do`} not parse, passed over`),
  ];
}

/** What a hand-edited or imported file can make `claude` do: it is passed on, and shown. */
function checkConfigured({ store }: World): Finding[] {
  const layers: [string, Settings][] = store.sessions.list().sessions.map(({ name, settings }) => [`session ${name}`, settings]);
  const { defaults, profiles } = store.config.getIfWhole() ?? { defaults: {}, profiles: {} };
  layers.push(
    ['the defaults', defaults],
    ...Object.entries(profiles).map(([name, settings]): [string, Settings] => [`profile ${name}`, settings]),
  );
  return layers.flatMap(([where, { extraArgs, settings }]) => [
    ...(Array.isArray(extraArgs) && extraArgs.length > 0
      ? [found('arguments', 'note', `${where}: claude gets ${extraArgs.join(' ')}`)]
      : []),
    ...(typeof settings === 'string' && readClaudeSettings(settings)?.hooks !== undefined
      ? [found('hooks', 'note', `${where}: its Claude settings run hooks`)]
      : []),
  ]);
}

function checkConversations(world: World): Finding[] {
  const { sessions } = world.store.sessions.list();
  const ages = transcriptAges(world);
  const copies = world.store.vault.sessionIds();
  const findings = sessions.flatMap((session) => [
    ...checkTranscript(session, ages(session), copies.has(session.sessionId)),
    ...findLiveClaudes(world.env, session.sessionId).map(({ pid, isInteractive }) =>
      found('live', 'note', `${session.name}: claude (process ${pid}${isInteractive ? ', interactive' : ''}) has its conversation open`),
    ),
  ]);
  const count = sessions.length === 1 ? 'a session' : `${sessions.length} sessions`;
  return sessions.length > 0 && isWell(findings) ? [found('transcript', 'ok', `${count} to go on with`), ...findings] : findings;
}

function checkTranscript({ name, transcriptSeen }: Session, age: TranscriptAge | undefined, isCopied: boolean): Finding[] {
  if (!age) {
    if (!transcriptSeen) return [];
    return isCopied
      ? [found('transcript', 'note', `${name}: its transcript is gone; the next resume puts it back from the vault`)]
      : [found('transcript', 'problem', `${name}: its transcript is gone, and there is no copy`, `chorus resume ${name} --fresh`)];
  }
  if (age.expiresInDays > soon || isCopied) return [];
  return [found('transcript', 'warning', `${name}: Claude may delete its transcript soon, and there is no copy`, `chorus resume ${name}`)];
}

function asProblem(check: Finding['check'], error: unknown): Finding {
  if (!(error instanceof ChorusError)) throw error;
  return found(check, 'problem', error.message, error.hint ?? null);
}
