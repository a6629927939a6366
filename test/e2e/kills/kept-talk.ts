import { expect } from 'vitest';

/** What is known of a conversation: its turns by their marks, which their prompts hold and the stub's answers repeat. */
export class KeptTalk {
  /** Turns that were completed, or were seen with their answer: they are there for good, in this order. */
  readonly completed: string[];
  /** Turns that were killed: their prompts may be there. */
  readonly #killed: Set<string>;

  constructor(completed: readonly string[] = [], killed: Iterable<string> = []) {
    this.completed = [...completed];
    this.#killed = new Set(killed);
  }

  fork(): KeptTalk {
    return new KeptTalk(this.completed, this.#killed);
  }

  noteKilled(mark: string): void {
    this.#killed.add(mark);
  }

  /** Takes in what the model was sent with the turn `mark`; fails if anything of the conversation is missing, doubled or another's. */
  check(history: readonly string[], mark: string): void {
    const users = history.map((line) => (line.startsWith('user: ') ? marksIn(line) : []));
    const asked = users.flat();
    expect(asked, 'no turn is there twice').toEqual([...new Set(asked)]);
    const known = new Set([...this.completed, ...this.#killed, mark]);
    expect(
      asked.filter((each) => !known.has(each)),
      "no turn is another conversation's",
    ).toEqual([]);
    const answered = users.flatMap((marks, index) => {
      const last = marks.at(-1);
      return last !== undefined && history[index + 1] === `assistant: ${answerTo(last)}` ? [last] : [];
    });
    expect(
      answered.filter((each) => this.completed.includes(each)),
      'every completed turn is there, with its answer',
    ).toEqual(this.completed);
    expect(asked.at(-1), 'the last question is that of the turn').toBe(mark);
    this.completed.splice(0, Number.POSITIVE_INFINITY, ...answered);
  }
}

/** The stub's answer to a message: to the last prompt in it, since Claude merges those of killed turns with the next one. */
export function answerTo(message: string): string {
  return `answer to ${marksIn(message).at(-1)}`;
}

export function marksIn(text: string): string[] {
  return text.match(/\[\w+\]/g) ?? [];
}
