import { isObject } from '../../core/json.ts';
import type { ResultMessage } from './messages.ts';

/**
 * The context window of a model in tokens, as Claude tells it in its result; undefined unless it is certain. Of a model that it does
 * not know itself Claude tells a default, which `costBasis` gives away (2.1.250 and later); the releases before do not say.
 */
export function contextWindowOf(result: ResultMessage | undefined, model: string | undefined): number | undefined {
  const usage: unknown = result?.modelUsage;
  if (model === undefined || !isObject(usage)) return undefined;
  // The long window is asked for by a suffix, which the answer's model is without.
  const told = Object.entries(usage).flatMap(([name, each]) => (name.replace(/\[\w+\]$/, '') === model && isObject(each) ? [each] : []));
  const windows = new Set(told.map(({ contextWindow, costBasis }) => (costBasis === 'list' ? contextWindow : undefined)));
  const [window] = windows;
  return windows.size === 1 && typeof window === 'number' && window > 0 ? window : undefined;
}
