import { chorusError } from '../errors.ts';

const longest = 100;
const whole = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Names with a meaning of their own on JavaScript objects: a profile's name is used as a key. */
const reserved = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

export function isValidName(name: string): boolean {
  return name.length <= longest && !name.includes('..') && !reserved.has(name) && whole.test(name);
}

/** @throws ChorusError (2) if `name` is not a valid name for a session or a profile. */
export function checkName(name: string, what = 'session name'): string {
  if (isValidName(name)) return name;
  throw chorusError(
    'invalid-name',
    `${JSON.stringify(name)} is not a ${what}`,
    `A name has letters, digits, '.', '_' and '-', with '/' between parts, begins with a letter or digit, and has at most ${longest} characters.`,
  );
}

/** Whether it is a pattern for names: no name has these characters. */
export function isNamePattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a name fits a pattern: `*` and `?` stand for characters within a part, `**` also for `/`, as in a shell. */
export function fitsPattern(name: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\*\*+|[^\w]/g, (part) => {
    if (part.length > 1) return '.*';
    return part === '*' ? '[^/]*' : part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(name);
}

/**
 * A session's file name, without its extension. It is lower case (`A` becomes `+a`), so that `Auth` and `auth` are two sessions on
 * case-insensitive file systems too, and flat (`/` becomes `=`). At most 200 characters, since a name has at most 100.
 */
export function encodeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`).replaceAll('/', '=');
}

/** The inverse of {@link encodeName}; undefined for a file that is not a session's. */
export function decodeName(fileName: string): string | undefined {
  // A shortcut for most names: completion decodes thousands between two key presses.
  if (/^[a-z0-9_-]+$/.test(fileName)) return isValidName(fileName) ? fileName : undefined;
  const name = fileName.replaceAll('=', '/').replaceAll(/\+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return isValidName(name) && encodeName(name) === fileName ? name : undefined;
}
