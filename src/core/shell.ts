/** `text` for a POSIX shell: as it is where it is harmless, else in single quotes. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function commandLine(path: string, argv: readonly string[]): string {
  return [path, ...argv].map(quoteForShell).join(' ');
}
