import { AnswerReader } from '../claude/stream/answer.ts';
import type { Message } from '../claude/stream/messages.ts';
import { wantsColor } from './color.ts';
import { colourMarks, plainMarks } from './markdown/marks.ts';
import { MarkdownStream } from './markdown/stream.ts';
import type { OutputStream } from './output-stream.ts';
import { styleFor } from './style.ts';

/** Lines longer than this are hard to read, however wide the window. */
const widest = 120;

/** The answer at a terminal, as it comes, with its Markdown made readable. */
export class LiveAnswer {
  readonly #markdown: MarkdownStream;
  readonly #reader: AnswerReader;

  constructor(stdout: OutputStream, env: NodeJS.ProcessEnv, write: (text: string) => void) {
    this.#markdown = new MarkdownStream({
      write,
      width: () => Math.min(widest, stdout.columns || 80),
      marks: wantsColor(stdout, env) ? colourMarks(styleFor(stdout, env)) : plainMarks,
    });
    this.#reader = new AnswerReader({
      onText: (text) => this.#markdown.push(text),
      onBlockEnd: () => this.#markdown.end(),
    });
  }

  take(message: Message): void {
    this.#reader.take(message);
  }

  /** The result has the last word: what was not seen to come is shown now. */
  conclude(result: string): void {
    this.#markdown.end();
    if (this.#reader.has(result)) return;
    this.#markdown.push(result);
    this.#markdown.end();
  }

  /** Whether a text was shown as part of the answer. */
  has(text: string): boolean {
    return this.#reader.has(text);
  }

  /** Nothing more comes: what is there of the block under way is shown. */
  end(): void {
    this.#markdown.end();
  }
}
