/** The visible part of a list: as many items as there is room for, with the active one among them. */
export function windowOf<T>(items: readonly T[], active: number, room: number): { shown: readonly T[]; active: number } {
  const start = Math.max(0, Math.min(active - Math.floor(room / 2), items.length - room));
  return { shown: items.slice(start, start + room), active: active - start };
}

/** The active item after a step. A single step wraps around the ends of the list; a longer one stops there. */
export function step(active: number, by: number, count: number): number {
  if (count === 0) return 0;
  if (by === 1 && active === count - 1) return 0;
  if (by === -1 && active === 0) return count - 1;
  return Math.max(0, Math.min(count - 1, active + by));
}
