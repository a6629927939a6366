/** Marks that change the direction of text: Unicode's Bidi_Control. */
const bidi = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';

/** Escape sequences (CSI, OSC, and the short ones), all other control characters except tab and newline, and marks of direction. */
const control = new RegExp(
  `\\u001b\\[[0-?]*[ -/]*[@-~]|\\u001b[\\]PX^_][^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?|\\u001b[ -/]*[0-~]?|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${bidi}]`,
  'g',
);

/** What `printable` takes away, one character at a time. */
const controlCharacter = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${bidi}]`, 'g');

/** Untrusted text, without anything that a terminal would interpret. */
export function printable(text: string): string {
  return text.replaceAll(control, '');
}

/**
 * JSON, without anything that a terminal would interpret: what may stand raw within its strings is escaped (`\u009b`), which is the same
 * JSON. What is no JSON has such escapes as well.
 */
export function escapeControls(json: string): string {
  return json.replaceAll(controlCharacter, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Printable text for one cell or one line: a newline is shown as `⏎`. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '⏎').replaceAll('\t', ' ');
}

/** Printable text with each run of whitespace as one blank: for prompts and titles, whose line breaks do not matter. */
export function squeezed(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}
