import { wantsColor } from './color.ts';
import { colourMarks, plainMarks } from './markdown/marks.ts';
import { MarkdownStream } from './markdown/stream.ts';
import type { OutputStream } from './output-stream.ts';
import { styleFor } from './style.ts';

/** Longer lines are hard to read, however wide the window is. */
const widest = 120;

/** The answer at a terminal, rendered from Markdown while it arrives. */
export class LiveAnswer extends MarkdownStream {
  constructor(stdout: OutputStream, env: NodeJS.ProcessEnv, write: (text: string) => void) {
    super({
      write,
      width: () => Math.min(widest, stdout.columns || 80),
      marks: wantsColor(stdout, env) ? colourMarks(styleFor(stdout, env)) : plainMarks,
    });
  }
}
