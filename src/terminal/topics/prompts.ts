import { wrapParagraph } from '../wrap.ts';

const sources =
  'The prompt comes from the argument, from --prompt-file, or from standard input. An argument (or a file) and a pipe together are the argument, a blank line, then the pipe; standard error says how many bytes were added.';

const waiting =
  'An open pipe is waited for, however slow; after 3 s standard error says so. The wait counts towards timeout: when that has passed, chorus exits with 124, and nothing was sent. A terminal and /dev/null are not read.';

const traps = `Two traps:
  $ (sleep 60; make test) | chorus resume fix "Fix this"
      waits for make. A pipe that nobody closes, as some CI
      systems give one, is waited for as well: --no-stdin
      leaves it alone.
  $ while read f; do chorus resume x "Review $f"; done <list
      makes one turn, with the rest of the list in its
      prompt.
      Write: chorus resume x "Review $f" --no-stdin`;

const demands =
  '- as the prompt, or --stdin, demands standard input, even from a terminal (Ctrl-D ends it). An empty one is then an error: exit 2.';

const encoding =
  'A prompt must be UTF-8. One that is not is refused (exit 2), with the place of the first wrong byte; --encoding latin1 converts one that is Latin-1. For everything else there is iconv.';

export function text(width: number): string {
  const wrap = (paragraph: string) => wrapParagraph(paragraph, width);
  return [wrap(sources), wrap(waiting), traps, wrap(demands), wrap(encoding)].join('\n\n');
}
