import type { Quirks } from '../claude/call/releases.ts';
import { readGivenLabels } from '../claude/transcript/labels.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { Session } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import { isUnsent, type TurnPlan } from './plan.ts';

interface TitledTurn {
  session: Session;
  values: Settings;
  quirks: Quirks;
  plan: TurnPlan;
  /** The transcript that the turn continues, as it is now. */
  transcript: TranscriptFile | undefined;
}

/**
 * The title that a turn gives to its conversation: the session's name, which Claude's own picker then shows. A conversation that goes on
 * keeps the title that somebody gave it.
 * @returns undefined if there is none to give, or the setting `name` gives it.
 */
export function titleOf({ session, values, quirks, plan, transcript }: TitledTurn): string | undefined {
  if (!quirks.namesConversations || values.name !== undefined || values.noSessionPersistence) return undefined;
  if (isUnsent(plan.kind)) return undefined;
  if (plan.kind !== 'resume') return session.name;
  return transcript?.isReadable && readGivenLabels(transcript.path).title === undefined ? session.name : undefined;
}
