import { readFileSync } from 'node:fs';
import { hasSystemPrompt } from '../claude/argv.ts';
import type { Quirks } from '../claude/releases.ts';
import { ChorusError, exitCodes } from '../errors.ts';
import type { TurnPlan } from './plan.ts';
import type { Session } from './session.ts';
import { findSetting, type Settings, systemPromptKeys } from './settings.ts';

/**
 * A release that records the system prompt ignores a changed one unless it is told to record none. An unchanged one is passed all
 * the same: after a compaction 2.1.329 records anew what it is called with, and would fall back to its own prompt.
 */
export function planPrompt(
  session: Session,
  values: Settings,
  quirks: Quirks,
  plan: TurnPlan,
): { changed: boolean; snapshot: Session['promptSnapshot'] } {
  const known = session.promptSnapshot;
  if (!quirks.recordsSystemPrompt && !hasSystemPrompt(values)) return { changed: false, snapshot: known };
  const digest = digestPrompt(values);
  if (!quirks.recordsSystemPrompt) return { changed: false, snapshot: known };
  const isFirst = plan.kind !== 'resume' && plan.kind !== 'fork';
  const changed = !isFirst && (known ? known.mode === 'off' || known.digest !== digest : hasSystemPrompt(values));
  return { changed, snapshot: { digest, mode: changed ? 'off' : 'on' } };
}

/** Tells one system prompt from another, files by what they hold. No digest of cryptographic strength: it guards against change, not attack. */
function digestPrompt(values: Settings): string {
  const parts = systemPromptKeys.map((key) => {
    const value = values[key] as string | undefined;
    return value === undefined ? null : findSetting(key)?.kind === 'file' ? readPromptFile(key, value) : value;
  });
  const text = JSON.stringify(parts);
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return `fnv1a:${hash.toString(16)}:${text.length}`;
}

function readPromptFile(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ChorusError(`${key} can not be read: ${path}`, { exitCode: exitCodes.usage, hint: (cause as Error).message, cause });
  }
}
