import type { InitMessage } from './messages.ts';
import { realPath } from './real-path.ts';

/** A setting for which `init` shows another value than was asked. */
export interface Drift {
  key: 'model' | 'permissionMode' | 'cwd';
  asked: string;
  actual: string;
}

export interface AskedSettings {
  model?: string | undefined;
  permissionMode?: string | undefined;
  cwd: string;
}

/** Compares what was asked with what `init` tells. An alias fits every full name that holds it: `opus`, `claude-opus-5-5`. */
export function findDrift(asked: AskedSettings, init: InitMessage | undefined): Drift[] {
  if (!init) return [];
  const drift: Drift[] = [];
  if (asked.model !== undefined && init.model !== undefined && !isSameModel(asked.model, init.model)) {
    drift.push({ key: 'model', asked: asked.model, actual: init.model });
  }
  const mode = asked.permissionMode;
  if (mode !== undefined && init.permissionMode !== undefined && canonicalMode(mode) !== canonicalMode(init.permissionMode)) {
    drift.push({ key: 'permissionMode', asked: mode, actual: init.permissionMode });
  }
  if (init.cwd !== undefined && realPath(asked.cwd) !== realPath(init.cwd)) drift.push({ key: 'cwd', asked: asked.cwd, actual: init.cwd });
  return drift;
}

/**
 * Aliases that stand for no one model (`default`, `best`, `opusplan`) fit everything. Behind a full name only a date or a provider's
 * version may follow: `claude-opus-4` is not `claude-opus-4-1-20250805`.
 */
export function isSameModel(asked: string, actual: string): boolean {
  const [wanted, got] = [asked, actual].map((model) => model.toLowerCase().replace(/\[.*\]$/, '')) as [string, string];
  if (wanted === got || ['default', 'best', 'opusplan'].includes(wanted)) return true;
  if (/^[a-z]+$/.test(wanted)) return got.split(/[^a-z]+/).includes(wanted);
  return got.includes(wanted) && /^(?:[-@]\d{8})?(?:-v\d+(?::\d+)?)?$/.test(got.slice(got.indexOf(wanted) + wanted.length));
}

/** `manual` is reported as `default`. */
function canonicalMode(mode: string): string {
  return mode === 'manual' ? 'default' : mode;
}
