import type { Drift } from '../core/verdict.ts';
import { realPath } from './transcript/real-path.ts';

export interface AskedSettings {
  model?: string | undefined;
  permissionMode?: string | undefined;
  cwd: string;
}

/** What a call really used, according to `init` and the answer. */
export interface EffectiveSettings {
  model: string | undefined;
  permissionMode: string | undefined;
  cwd: string | undefined;
}

/** Compares what was asked for with what the call used. An alias fits every full name that contains it: `opus`, `claude-opus-5-5`. */
export function findDrift(asked: AskedSettings, actual: EffectiveSettings): Drift[] {
  const drift: Drift[] = [];
  if (asked.model !== undefined && actual.model !== undefined && !isSameModel(asked.model, actual.model)) {
    drift.push({ key: 'model', asked: asked.model, actual: actual.model });
  }
  const [wanted, got] = [asked.permissionMode, actual.permissionMode];
  if (wanted !== undefined && got !== undefined && canonicalMode(wanted) !== canonicalMode(got)) {
    drift.push({ key: 'permissionMode', asked: wanted, actual: got });
  }
  if (actual.cwd !== undefined && realPath(asked.cwd) !== realPath(actual.cwd)) {
    drift.push({ key: 'cwd', asked: asked.cwd, actual: actual.cwd });
  }
  return drift;
}

/**
 * Aliases that stand for no single model (`default`, `best`, `opusplan`) fit everything. After a full name, only a date or a provider's
 * version may follow: `claude-opus-4` is not `claude-opus-4-1-20250805`.
 */
export function isSameModel(asked: string, actual: string): boolean {
  const [wanted, got] = [asked, actual].map((model) => model.toLowerCase().replace(/(?:-latest)?(?:\[.*\])?$/, '')) as [string, string];
  if (wanted === got || ['default', 'best', 'opusplan'].includes(wanted)) return true;
  if (/^[a-z]+$/.test(wanted)) return got.split(/[^a-z]+/).includes(wanted);
  return got.includes(wanted) && /^(?:[-@]\d{8})?(?:-v\d+(?::\d+)?)?$/.test(got.slice(got.indexOf(wanted) + wanted.length));
}

/** `manual` is reported as `default`. */
function canonicalMode(mode: string): string {
  return mode === 'manual' ? 'default' : mode;
}
