import { readFileSync } from 'node:fs';
import { type JsonObject, parseObject } from '../../core/json.ts';

/** The object behind Claude's `--settings`, which is JSON text or the path of a file; undefined if it cannot be read. */
export function readClaudeSettings(fileOrJson: string): JsonObject | undefined {
  try {
    return parseObject(/^\s*\{/.test(fileOrJson) ? fileOrJson : readFileSync(fileOrJson));
  } catch {
    return undefined;
  }
}
