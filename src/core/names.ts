import { chorusError } from '../errors.ts';

const longest = 100;
const whole = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Keys that mean something else to a JavaScript object; a profile's name is such a key. */
const reserved = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

export function isValidName(name: string): boolean {
  return name.length <= longest && !name.includes('..') && !reserved.has(name) && whole.test(name);
}

/** @throws ChorusError (usage) if `name` can't name a session or a profile. */
export function checkName(name: string, what = 'session name'): string {
  if (isValidName(name)) return name;
  throw chorusError(
    'invalid-name',
    `${JSON.stringify(name)} is not a ${what}`,
    `A name has letters, digits, '.', '_' and '-', with '/' between parts, begins with a letter or digit, and has at most ${longest} characters.`,
  );
}

/**
 * The file that keeps a session, without its ending: lower case only, so that `Auth` and `auth` stay two sessions on file systems
 * that do not tell case (`A` is `+a`), and flat (`/` is `=`). At most 200 characters, since every name has at most 100.
 */
export function encodeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`).replaceAll('/', '=');
}

/** The inverse of {@link encodeName}; undefined for a file that no session can have. */
export function decodeName(fileName: string): string | undefined {
  // Most names are spelled as their files are; a thousand of them are looked at between two keys.
  if (/^[a-z0-9_-]+$/.test(fileName)) return isValidName(fileName) ? fileName : undefined;
  const name = fileName.replaceAll('=', '/').replaceAll(/\+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return isValidName(name) && encodeName(name) === fileName ? name : undefined;
}
