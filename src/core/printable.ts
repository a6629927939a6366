/** Escape sequences (CSI, OSC, and the short ones), all other control characters except tab and newline, and marks that change the direction of text. */
const control =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Untrusted text, without anything that a terminal would interpret. */
export function printable(text: string): string {
  return text.replaceAll(control, '');
}

/** Printable text for one cell or one line: a newline is shown as `⏎`. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '⏎').replaceAll('\t', ' ');
}

/** Printable text with each run of whitespace as one blank: for prompts and titles, whose line breaks do not matter. */
export function squeezed(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}
