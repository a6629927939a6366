import type { Option } from 'commander';

const rarity = Symbol('rare');

type Marked = Option & { [rarity]?: boolean };

/** Marks an option that few people use: `--help` leaves it out, `--help-all` shows it. */
export function rare<T extends Option>(option: T): T {
  return Object.assign(option, { [rarity]: true });
}

export function isRare(option: Marked): boolean {
  return option[rarity] === true;
}
