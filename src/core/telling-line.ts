/** Lines that explain nothing: where in the code it happened, the excerpt that Node shows of it, warnings, the version. */
const noise = [
  /^\s*at /,
  /^\s*\^+\s*$/,
  /^(?:node:|file:|\/|[A-Za-z]:\\)\S*:\d+(?::\d+)?$/,
  /^\s*throw /,
  /^[\s{}()[\];,]*$/,
  /^Node\.js v\d/,
  /^\s*(?:code|requireStack|errno|syscall|path|url): /,
  /\bwarning\b/i,
  /^\(Use `node --trace-/,
];

const errorWord =
  /\b(?:\w*error|fatal|fail(?:ed|ure)?|panic|cannot|can't|could not|unable|denied|refused|invalid|unknown|unsupported|not (?:found|installed)|no such|killed|out of memory)\b/i;

/** A longer line is code (a minified program that Node quotes), not a sentence. */
const longest = 1000;

/** How much of the line is quoted, in characters. */
const quoted = 300;

/** The line that tells what went wrong: the first that reads like an error, or else the first that says anything. */
export function tellingLine(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.length <= longest && !noise.some((pattern) => pattern.test(line)));
  return (lines.find((line) => errorWord.test(line)) ?? lines[0])?.trim().slice(0, quoted);
}
