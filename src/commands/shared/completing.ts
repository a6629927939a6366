import type { Argument, Option } from 'commander';
import type { ValueKind } from '../../completion/table.ts';

const kind = Symbol('value kind');
const dropsFirst = Symbol('drops first');

type Place = (Argument | Option) & { [kind]?: ValueKind; [dropsFirst]?: boolean };

/** Sets what completion offers for an argument or an option's value, if its name or choices do not say it. */
export function completing<T extends Argument | Option>(place: T, value: ValueKind): T {
  return Object.assign(place, { [kind]: value });
}

/** Marks an option that replaces the first argument. */
export function droppingFirst(option: Option): Option {
  return Object.assign(option, { [dropsFirst]: true });
}

export function declaredKind(place: Place): ValueKind | undefined {
  return place[kind];
}

export function isDroppingFirst(place: Place): boolean {
  return place[dropsFirst] === true;
}
