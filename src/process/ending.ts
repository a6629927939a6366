/** How long a `claude` that was asked to end has for it, in ms. After SIGINT it finishes its turn, which takes longer. */
const grace = { SIGINT: 10_000, SIGTERM: 5000 } as const;

/** How long what `claude` started may keep its standard output open after its end, in ms. */
const letGoAfter = 500;

interface Child {
  pid?: number | undefined;
  exitCode: number | null;
  signalCode: string | null;
  stdout: { destroy(): unknown } | null;
  once(event: 'exit', listener: () => void): unknown;
}

/** Ends a child and all of its process group: it is asked, has its time, and is killed. */
export class Ending {
  readonly #child: Child;
  readonly #timers: NodeJS.Timeout[] = [];
  isAsked = false;

  constructor(child: Child) {
    this.#child = child;
  }

  /** SIGINT lets Claude end its turn with a result; after SIGTERM there is none. */
  ask(signal: keyof typeof grace): void {
    this.isAsked = true;
    this.#send(signal);
    this.#timers.push(setTimeout(() => this.kill(), grace[signal]));
    const letGo = () => this.#timers.push(setTimeout(() => this.#child.stdout?.destroy(), letGoAfter));
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.once('exit', letGo);
    else letGo();
  }

  kill(): void {
    this.#send('SIGKILL');
  }

  /** The child has ended: what is left of its group, if it was asked to end, goes as well. */
  finish(): void {
    if (this.isAsked) this.kill();
    this.#timers.forEach(clearTimeout);
  }

  #send(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
