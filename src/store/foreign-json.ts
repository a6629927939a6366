import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isObject, type JsonObject } from '../core/json.ts';
import { chorusError } from '../errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { fileError } from './own-file.ts';

/**
 * Changes a JSON file of another program, in its own indentation. A link is followed: settings are often kept in a repository.
 * @param change returns the same object if nothing is to be changed.
 * @returns whether it changed.
 * @throws ChorusError (7); the file is then unchanged.
 */
export function changeForeignJson(path: string, change: (value: JsonObject) => JsonObject): boolean {
  const target = realPathOf(path);
  const text = target === undefined ? undefined : readText(target);
  const value = text === undefined || text.trim() === '' ? {} : parse(path, text);
  const changed = change(value);
  if (changed === value) return false;
  const indent = /^[ \t]+(?=")/m.exec(text ?? '')?.[0] ?? (text?.trim().includes('\n') || text === undefined ? '  ' : undefined);
  const end = text === undefined || text.endsWith('\n') ? '\n' : '';
  const mode = target === undefined ? 0o600 : statSync(target).mode & 0o777;
  try {
    writeFileAtomically(target ?? path, `${JSON.stringify(changed, null, indent)}${end}`, { mode });
  } catch (cause) {
    throw fileError(path, 'written', 'Check its owner and permissions. It is unchanged.', cause);
  }
  return true;
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(path, 'read', 'Check its owner and permissions.', cause);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw fileError(path, 'read', 'Check its owner and permissions.', cause);
  }
}

/** @throws ChorusError (7) for what would not be the same once it is written again. */
function parse(path: string, text: string): JsonObject {
  const hint = 'It is unchanged. Repair it first.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw chorusError('file-damaged', `${path} is not JSON: ${(cause as Error).message}`, hint, cause);
  }
  if (!isObject(value)) throw chorusError('file-damaged', `${path} is not a JSON object`, hint);
  const numbers = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? [];
  const inexact = numbers.find((number) => !Number.isFinite(Number(number)) || Math.abs(Number(number)) > Number.MAX_SAFE_INTEGER);
  if (inexact !== undefined) throw chorusError('file-damaged', `${path} has a number that would change: ${inexact}`, hint);
  return value;
}
