import { isObject } from './json.ts';
import { nearestNames } from './nearest.ts';

/**
 * The values at a path of keys and indices, as in `verdict.status` or `0.name`. A key that an array lacks is looked up in each of its
 * elements: `name` gives the names of a list.
 */
export function valuesAt(value: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>((found, key) => found.flatMap((each) => step(each, key)), [value]);
}

/** What may have been meant by a path at which there is nothing, as a hint. */
export function hintForPath(value: unknown, path: string): string {
  let [reached, above] = [value, ''];
  for (const key of path.split('.')) {
    const [next] = step(reached, key);
    if (next === undefined) {
      const there = keysOf(reached);
      const whole = (names: readonly string[]) => names.map((name) => above + name);
      const near = whole(nearestNames(key, there));
      if (near.length > 0) return `Did you mean ${near.join(' or ')}?`;
      return there.length > 0 ? `There are ${whole(there).join(', ')}.` : 'There is nothing below it.';
    }
    [reached, above] = [next, `${above}${key}.`];
  }
  return '';
}

function step(value: unknown, key: string): unknown[] {
  if (Array.isArray(value) && !/^\d+$/.test(key)) return value.flatMap((each) => step(each, key));
  if (!(Array.isArray(value) || isObject(value)) || !Object.hasOwn(value, key)) return [];
  const found = (value as Record<string, unknown>)[key];
  return found === undefined ? [] : [found];
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return keysOf(value[0]);
  return isObject(value) ? Object.keys(value) : [];
}
