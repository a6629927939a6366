import { readFileSync } from 'node:fs';
import type { Quirks } from '../claude/call/releases.ts';
import type { Session } from '../core/session.ts';
import { findSetting, type Settings, systemPromptKeys } from '../core/settings.ts';
import { chorusError } from '../errors.ts';
import type { TurnPlan } from './plan.ts';

/**
 * A release that records the system prompt ignores a changed one unless it is told to record none. An unchanged one is still passed:
 * after a compaction, 2.1.329 records the prompt of the call again, and would fall back to its own.
 */
export function planPrompt(
  session: Session,
  values: Settings,
  quirks: Quirks,
  plan: TurnPlan,
): { changed: boolean; snapshot: Session['promptSnapshot'] } {
  const known = session.promptSnapshot;
  // A prompt file that cannot be read is an error on every release.
  const digest = digestPrompt(values);
  if (!quirks.recordsSystemPrompt) return { changed: false, snapshot: known };
  const isFirst = plan.kind !== 'resume' && plan.kind !== 'fork';
  const changed = !isFirst && (known ? known.mode === 'off' || known.digest !== digest : hasSystemPrompt(values));
  return { changed, snapshot: { digest, mode: changed ? 'off' : 'on' } };
}

function hasSystemPrompt(settings: Settings): boolean {
  return systemPromptKeys.some((key) => settings[key] !== undefined);
}

/** Distinguishes system prompts, files by their contents. It only has to notice changes, not attacks: loading node:crypto takes 5 ms. */
function digestPrompt(values: Settings): string {
  const parts = systemPromptKeys.map((key) => {
    const value = values[key];
    return value === undefined ? null : findSetting(key)?.kind === 'file' ? readPromptFile(key, value) : value;
  });
  const bytes = Buffer.from(JSON.stringify(parts));
  return `fnv1a:${fnv1a(bytes, 0x811c9dc5)}${fnv1a(bytes.reverse(), 0x01000193)}:${bytes.length}`;
}

function fnv1a(bytes: Uint8Array, seed: number): string {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function readPromptFile(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw chorusError('file-not-found', `${key} cannot be read: ${path}`, (cause as Error).message, cause);
  }
}
