/** Text for a POSIX shell: in single quotes, unless it is harmless. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function commandLine(path: string, argv: readonly string[]): string {
  return [path, ...argv].map(quoteForShell).join(' ');
}
