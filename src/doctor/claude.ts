import { existsSync } from 'node:fs';
import { type Installation, locateClaude } from '../claude/call/locate.ts';
import { quirkWords } from '../claude/call/quirk-words.ts';
import { nearestMeasured, newestMeasured, quirksOf } from '../claude/call/releases.ts';
import { type Finding, found } from '../core/finding.ts';
import { quoteForShell } from '../core/shell.ts';
import { ChorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';

export interface CheckedClaude {
  findings: Finding[];
  /** Undefined where it does not tell, or is not there. */
  release: string | undefined;
}

/** The installed `claude`, and what chorus works around. */
export async function checkClaude(world: World): Promise<CheckedClaude> {
  const { env, cwd } = world;
  try {
    const installation = locateClaude(env, cwd);
    const release = await learnRelease(world, installation);
    const findings = [
      describeRelease(release, installation),
      ...quirkWords(quirksOf(release)).map((words) => found('quirk', 'note', `claude ${release ?? newestMeasured} ${words}`)),
    ];
    return { findings, release };
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    return { findings: [found('claude', 'problem', error.message, fixFor(env, error))], release: undefined };
  }
}

function describeRelease(release: string | undefined, { path }: Installation): Finding {
  const nearest = nearestMeasured(release);
  if (release === nearest) return found('claude', 'ok', `claude ${release} at ${path}`);
  const taken = `taken for ${nearest}, the ${nearest === newestMeasured ? 'newest' : 'nearest'} known`;
  if (release === undefined) return found('claude', 'note', `claude that does not tell its release at ${path}, ${taken}`);
  return found('claude', 'note', `claude ${release} at ${path} is none of the releases that chorus was measured on: ${taken}`);
}

/** Asked for where no call has done so before: that takes a moment, and is remembered where there is a home. */
async function learnRelease({ store, start, env, cwd }: World, installation: Installation): Promise<string | undefined> {
  const known = store.releases.get(installation);
  if (known !== undefined) return known;
  const { askRelease } = await import('../claude/call/run-claude.ts');
  const release = await askRelease({ start, installation, env, cwd });
  if (release !== undefined && existsSync(store.home)) store.releases.remember(installation, release);
  return release;
}

function fixFor({ CHORUS_CLAUDE: wanted }: NodeJS.ProcessEnv, { message }: ChorusError): string {
  const [, blocked] = /^(.*) is not an executable file$/.exec(message) ?? [];
  if (blocked !== undefined) return `chmod +x ${quoteForShell(blocked)}`;
  return wanted ? 'unset CHORUS_CLAUDE' : 'npm install -g @anthropic-ai/claude-code';
}
