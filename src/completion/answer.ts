import { forBash, splitBashLine } from './bash-line.ts';
import { type Answer, findCandidates, type Kept } from './candidates.ts';
import { findPlace } from './place.ts';
import type { CompletionTable } from './table.ts';

/**
 * What `chorus __complete` prints: one candidate per line, followed by a tab and its description if it has one. A line that begins with a
 * colon is an instruction for the shell (`:files`, `:directories`, `:nospace`).
 * @param argv `<shell> -- <words after the program's name…>`; for bash `bash <COMP_WORDBREAKS> -- <the line up to the cursor>`.
 */
export function answerCompletion(table: CompletionTable, kept: Kept, argv: readonly string[]): string {
  const start = argv.indexOf('--');
  const words = argv.slice(start + 1);
  if (argv[0] !== 'bash') return render(findCandidates(table, kept, findPlace(table, words)));
  const line = splitBashLine(words[0] ?? '', start > 1 ? (argv[1] ?? '') : '');
  if (line.isRedirected) return ':files\t\n';
  return render(forBash(findCandidates(table, kept, findPlace(table, line.words.slice(1))), line));
}

function render({ candidates, paths, prefix, isOpen }: Answer): string {
  let lines = (paths ? `:${paths}\t${prefix}\n` : '') + (isOpen ? ':nospace\n' : '');
  for (const { name, help } of candidates) {
    if (isOneLine(name)) lines += help === '' ? `${name}\n` : `${name}\t${help}\n`;
  }
  return lines;
}

/** A name or tag from an edited file must not become an instruction or several candidates. */
function isOneLine(name: string): boolean {
  return !/^:|[\u0000-\u001f\u007f]/.test(name);
}
