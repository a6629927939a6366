import wrapAnsi from 'wrap-ansi';

/** Lines of at most `width` columns; an address that is longer stays whole, so that it can be clicked and copied. */
export function wrap(text: string, width: number): string {
  const hasLongAddress = [...text.matchAll(/\w+:\/\/\S+/g)].some(([address]) => address.length > width);
  return wrapAnsi(text, Math.max(1, width), { hard: !hasLongAddress });
}
