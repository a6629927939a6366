import { existsSync } from 'node:fs';
import { type Installation, locateClaude } from '../claude/call/locate.ts';
import { quirkWords } from '../claude/call/quirk-words.ts';
import { knownRelease, newestMeasured, quirksOf } from '../claude/call/releases.ts';
import type { Finding } from '../core/finding.ts';
import { quoteForShell } from '../core/shell.ts';
import { ChorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';
import { found } from './repairable.ts';

interface CheckedClaude {
  findings: Finding[];
  /** Undefined if there is no `claude`, or it does not report its release. */
  release: string | undefined;
}

/** The installed `claude`, and the quirks of its release that chorus works around. */
export async function checkClaude(world: World): Promise<CheckedClaude> {
  const { env, cwd } = world;
  try {
    const installation = locateClaude(env, cwd);
    const release = await learnRelease(world, installation);
    const findings = [
      releaseFinding(release, installation),
      ...quirkWords(quirksOf(release)).map((words) => found('quirk', 'note', `claude ${release ?? newestMeasured} ${words}`)),
    ];
    return { findings, release };
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    return { findings: [found('claude', 'problem', error.message, fixFor(env, error))], release: undefined };
  }
}

function releaseFinding(release: string | undefined, { path }: Installation): Finding {
  const known = knownRelease(release);
  if (release === known) return found('claude', 'ok', `claude ${release} at ${path}`);
  const treated = `treated as ${known}, the ${known === newestMeasured ? 'newest' : 'oldest'} known release`;
  if (release === undefined) return found('claude', 'note', `claude at ${path} does not report its release: ${treated}`);
  return found('claude', 'note', `claude ${release} at ${path} is not a release that chorus was measured on: ${treated}`);
}

/** Asks `claude`, which takes a moment, only if no call has done so before; remembers the answer if there is a home. */
async function learnRelease({ store, start, env, cwd }: World, installation: Installation): Promise<string | undefined> {
  const known = store.releases.get(installation, { directory: cwd });
  if (known !== undefined) return known;
  const { checkRuns } = await import('../claude/call/run-claude.ts');
  const release = await checkRuns({ start, installation, env, cwd });
  if (release !== undefined && existsSync(store.home)) store.releases.remember(installation, cwd, release);
  return release;
}

function fixFor({ CHORUS_CLAUDE: wanted }: NodeJS.ProcessEnv, { code, message }: ChorusError): string {
  if (code === 'claude-not-executable') return `chmod +x ${quoteForShell(message.replace(/ is not an executable file$/, ''))}`;
  return wanted ? 'unset CHORUS_CLAUDE' : 'npm install -g @anthropic-ai/claude-code';
}
