import { readFileSync } from 'node:fs';
import { isObject } from '../../core/json.ts';

/** What Claude's `--settings` leads to, which is JSON text or the path of a file; undefined where it can't be read. */
export function readClaudeSettings(fileOrJson: string): Record<string, unknown> | undefined {
  try {
    const text = /^\s*\{/.test(fileOrJson) ? fileOrJson : readFileSync(fileOrJson, 'utf8');
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
