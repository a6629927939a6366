import type { OutputHolder } from '../core/notices.ts';
import { findHolders, outputsOf } from './holders.ts';
import type { Program, ProgramEnd } from './start.ts';

/** How long processes that a program left behind may keep its output open after its end, in ms. */
const patience = 1000;

interface LettingGoOptions {
  /** Whether nothing is missing from the output of a program that has ended. */
  isComplete: (end: ProgramEnd) => boolean;
  /** Called when the output is left. Empty if nobody can tell which processes have it open. */
  onLeft: (holders: readonly OutputHolder[]) => void;
}

/**
 * Leaves the output of a program that has ended while a process that it started (`sleep 40 &`) keeps it open: without this, reading
 * would end with the last of them.
 */
export class LettingGo {
  readonly #program: Program;
  readonly #options: LettingGoOptions;
  readonly #outputs: readonly string[];
  #end: ProgramEnd | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(program: Program, options: LettingGoOptions) {
    this.#program = program;
    this.#options = options;
    this.#outputs = outputsOf(program.pid);
    void program.exited.then((end) => {
      this.#end = end;
      this.look();
    });
  }

  /** Call it after each piece of the output. */
  look(): void {
    if (this.#end && !this.#timer && !this.#isStopped && this.#options.isComplete(this.#end))
      this.#timer = setTimeout(() => this.#leave(), patience);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
  }

  #leave(): void {
    const { stdout, stderr } = this.#program;
    this.#timer = undefined;
    // A paused output is our own back-pressure: not all of it is read yet.
    if (stdout?.isPaused()) {
      this.look();
      return;
    }
    this.#options.onLeft(findHolders(this.#outputs));
    stdout?.destroy();
    stderr?.destroy();
  }
}
