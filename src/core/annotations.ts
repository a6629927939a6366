import { chorusError } from '../errors.ts';

const tagPattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:/-]*$/u;
const longestTag = 50;
/** In characters. A note is limited because every call reads the session's file. */
const longestNote = 10_000;

/** Tags as they were typed: each argument may hold several, separated by commas. NFC-normalised, so that equal-looking tags are equal. */
export function splitTags(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(',').map((tag) => tag.trim().normalize('NFC'))))];
}

/** @throws ChorusError (2) that says what a tag is. */
export function checkTags(tags: readonly string[]): string[] {
  const checked = splitTags(tags);
  const wrong = checked.find((tag) => !tagPattern.test(tag) || [...tag].length > longestTag);
  if (wrong === undefined) return checked;
  throw chorusError(
    'invalid-tag',
    `${JSON.stringify(wrong)} is not a tag`,
    `A tag has letters, digits, '.', '_', ':', '/' and '-', begins with a letter or digit, and has at most ${longestTag} characters.`,
  );
}

export interface TagChanges {
  add?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
}

/** @throws ChorusError (2) for a tag to remove that the session does not have. */
export function changeTags(current: readonly string[], { add = [], remove = [] }: TagChanges): string[] {
  const removed = splitTags(remove);
  const absent = removed.find((tag) => !current.includes(tag));
  if (absent !== undefined)
    throw chorusError(
      'tag-not-found',
      `there is no tag ${JSON.stringify(absent)}`,
      current.length > 0 ? `Its tags are ${current.join(', ')}.` : 'It has no tags.',
    );
  return [...new Set([...current.filter((tag) => !removed.includes(tag)), ...checkTags(add)])];
}

/** The note without surrounding whitespace. @throws ChorusError (2) */
export function checkNote(text: string): string {
  const note = text.trim();
  if (note === '') throw chorusError('invalid-note', 'the note is empty', 'Give it some text, or remove the note with --clear.');
  if (note.length <= longestNote) return note;
  throw chorusError(
    'invalid-note',
    `the note has ${note.length.toLocaleString('en-US')} characters`,
    `The limit is ${longestNote.toLocaleString('en-US')}. Put a longer text in a file, and name the file in the note.`,
  );
}
