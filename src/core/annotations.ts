import { chorusError } from '../errors.ts';

const tagPattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:/-]*$/u;
const longestTag = 50;
/** Of a note, in characters: every call reads the file that it is kept in. */
const longestNote = 10_000;

/** Tags as they were typed: each argument may hold several, between commas. What looks the same is the same. */
export function splitTags(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(',').map((tag) => tag.trim().normalize('NFC'))))];
}

/** @throws ChorusError (usage) that says what a tag is. */
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

/** @throws ChorusError (usage) for a tag to remove that is not there. */
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

/** A note without the blanks around it. @throws ChorusError (usage) */
export function checkNote(text: string): string {
  const note = text.trim();
  if (note === '') throw chorusError('invalid-note', 'the note is empty', 'Give it a text, or take it away with --clear.');
  if (note.length <= longestNote) return note;
  throw chorusError(
    'invalid-note',
    `the note has ${note.length.toLocaleString('en-US')} characters`,
    `It may have ${longestNote.toLocaleString('en-US')}. Keep what is longer in a file, and name it in the note.`,
  );
}
