import { isObject } from '../../core/json.ts';
import type { ResultMessage } from './messages.ts';

/**
 * The context window of a model in tokens, from Claude's result; undefined unless it is certain. For a model that it does not
 * know, Claude reports a default. `costBasis` shows that (2.1.250 and later); earlier releases do not say.
 */
export function contextWindowOf(result: ResultMessage | undefined, model: string | undefined): number | undefined {
  const usage: unknown = result?.modelUsage;
  if (model === undefined || !isObject(usage)) return undefined;
  // A suffix of the name asks for the long window; the name in the answer is without it.
  const told = Object.entries(usage).flatMap(([name, each]) => (name.replace(/\[\w+\]$/, '') === model && isObject(each) ? [each] : []));
  const windows = new Set(told.map(({ contextWindow, costBasis }) => (costBasis === 'list' ? contextWindow : undefined)));
  const [window] = windows;
  return windows.size === 1 && typeof window === 'number' && window > 0 ? window : undefined;
}
