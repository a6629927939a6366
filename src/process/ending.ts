import type { Program } from './start.ts';

/** How long a program that was asked to end may take, in ms. After SIGINT `claude` finishes its turn, which takes longer. */
const grace = { SIGINT: 10_000, SIGTERM: 5000 } as const;

/** How long the descendants of a program that was asked to end may keep its output open after its end, in ms. */
const letGoAfter = 500;

/** Ends a program and all of its process group: asks it, gives it time, and kills it. */
export class Ending {
  readonly #program: Program;
  readonly #timers: NodeJS.Timeout[] = [];
  isAsked = false;

  constructor(program: Program) {
    this.#program = program;
  }

  /** SIGINT lets `claude` end its turn with a result; after SIGTERM there is none. */
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

  /** Call it when the program has ended: what is left of its group, if it was asked to end, is killed as well. */
  finish(): void {
    if (this.isAsked) this.kill();
    this.#timers.forEach(clearTimeout);
  }
}
