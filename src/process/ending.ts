import type { Program } from './start.ts';

/** How long a program may take to end when asked, in ms. After SIGINT `claude` finishes its turn, which takes longer. */
const grace = { SIGINT: 10_000, SIGTERM: 5000 } as const;

/** How long the descendants of a program that was asked to end may keep its output open after it has ended, in ms. */
const letGoAfter = 500;

/** Ends a program and all of its process group: asks, waits, and kills. */
export class Ending {
  readonly #program: Program;
  readonly #timers: NodeJS.Timeout[] = [];
  isAsked = false;

  constructor(program: Program) {
    this.#program = program;
  }

  /** After SIGINT `claude` ends its turn with a result; after SIGTERM there is none. */
  ask(signal: keyof typeof grace): void {
    const { exited, stdout, stderr } = this.#program;
    this.isAsked = true;
    this.#program.kill(signal);
    this.#timers.push(setTimeout(() => this.kill(), grace[signal]));
    const letGo = () => {
      stdout?.destroy();
      stderr?.destroy();
    };
    void exited.then(() => this.#timers.push(setTimeout(letGo, letGoAfter)));
  }

  kill(): void {
    this.#program.kill('SIGKILL');
  }

  /** Call it when the program has ended: kills what is left of its group, if it was asked to end. */
  finish(): void {
    if (this.isAsked) this.kill();
    this.#timers.forEach(clearTimeout);
  }
}
