import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { createChorus } from '../../../src/index.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { type KeptSession, type Outcome, session } from '../turns.ts';
import { type Moment, observe, type Struck, strike } from './blows.ts';
import { KeptTalk, marksIn } from './kept-talk.ts';
import type { Kill } from './plan.ts';

interface Kept {
  name: string;
  talk: KeptTalk;
}

/** How many of its sessions a lane goes on with: the last ones. */
const pool = 3;

/** Some sessions, and one kill after the other; what has to hold is checked after each. */
export class Lane {
  readonly #sandbox: Sandbox;
  readonly #name: string;
  readonly sessions: Kept[] = [];
  /** Turns that ended with 0. */
  finished = 0;
  /** How far the turns were that were hit. */
  readonly reached: Record<Moment, number> = { started: 0, claude: 0, asked: 0, answered: 0 };
  /** How long a write takes here, in ms. It is done at the end of its call, and there the blows have to come. */
  #writeTime = 0;
  /** How long after a moment a blow may come, in ms: about as long as it is here until the next one. The model's own time is not in it. */
  readonly #reach: Record<Moment, number> = { started: 0, claude: 0, asked: 0, answered: 0 };
  #count = 0;

  constructor(sandbox: Sandbox, name: string) {
    this.#sandbox = sandbox;
    this.#name = name;
  }

  async begin(): Promise<void> {
    const kept = { name: this.#name, talk: new KeptTalk() };
    await this.#goOn(kept, ['new', kept.name]);
    this.sessions.push(kept);
    await this.#observe(kept);
    const startedAt = performance.now();
    await this.#sandbox.chorus('set', kept.name, 'maxAgeDays=1000');
    this.#writeTime = performance.now() - startedAt;
  }

  async #observe({ name, talk }: Kept): Promise<void> {
    const mark = this.#newMark();
    const {
      claude = 0,
      asked = claude,
      answered = asked,
      over = answered,
    } = await observe(this.#sandbox, ['resume', name, mark], () => this.#asked(mark).length > 0);
    talk.completed.push(mark);
    this.finished++;
    Object.assign(this.#reach, { started: claude, claude: asked - claude, asked: answered - asked, answered: over - answered });
  }

  async take(kill: Kill): Promise<void> {
    let { portion } = kill;
    for (let attempt = 0; attempt < 8; attempt++) {
      if (await this.#strike({ ...kill, portion })) return;
      // It was over by then: earlier, next time.
      portion *= 0.7;
    }
    // A machine on which that moment cannot be hit: one that can always be, since the call has only just begun, or the model is asked.
    const certain = kill.target === 'claude' ? ({ moment: 'asked', delay: 60_000 } as const) : ({ moment: 'started' } as const);
    if (!(await this.#strike({ ...kill, ...certain, portion: 0 }))) throw new Error('it is always over before the kill');
  }

  async goOnWithAll(): Promise<void> {
    for (const kept of this.#pool) await this.#goOn(kept, ['resume', kept.name]);
  }

  get #pool(): Kept[] {
    return this.sessions.slice(-pool);
  }

  /** @returns whether it was a kill: there was something left to be killed. */
  #strike(kill: Kill): Promise<boolean> {
    const kept = this.#pool[Math.floor(kill.choice * this.#pool.length)];
    if (!kept) throw new Error('there is no session');
    const name = `${kill.id}-${this.#count++}`;
    switch (kill.verb) {
      case 'new':
        return this.#strikeTurn(kill, { name, talk: new KeptTalk() }, ['new', name]);
      case 'resume':
        return this.#strikeTurn(kill, kept, ['resume', kept.name]);
      case 'fork':
        return this.#strikeTurn(kill, { name, talk: kept.talk.fork() }, ['fork', kept.name, name]);
      case 'set':
        return this.#strikeSet(kill, kept);
      case 'rename':
        return this.#strikeRename(kill, kept, name);
    }
  }

  async #strikeTurn(kill: Kill, kept: Kept, call: string[]): Promise<boolean> {
    const mark = this.#newMark();
    const blow = { ...kill, after: kill.portion * (this.#reach[kill.moment] + (kill.moment === 'asked' ? kill.delay : 0)) };
    const struck = await strike(this.#sandbox, [...call, `${mark} {{delay ${kill.delay}}}`], blow, () => this.#asked(mark).length > 0);
    this.#takeIn(kill, struck, kept, mark);
    const isKept = existsSync(this.#sandbox.sessionFile(kept.name));
    // It is recorded before its claude is started.
    if (kill.verb === 'resume' || struck.reached !== 'started') expect(isKept, `${kept.name} is kept`).toBe(true);
    if (struck.landed) {
      this.reached[struck.reached]++;
      if (isKept) await this.#checkShown(kept.name);
      await this.#goOn(kept, isKept ? ['resume', kept.name] : call);
    }
    if (!this.sessions.includes(kept)) this.sessions.push(kept);
    return struck.landed;
  }

  #takeIn({ target }: Kill, { landed, exitCode, stderr, reached }: Struck, { talk }: Kept, mark: string): void {
    if (exitCode === 0) {
      this.finished++;
      talk.completed.push(mark);
      return;
    }
    expect(landed, stderr).toBe(true);
    expect(exitCode, stderr).toBe(target === 'claude' ? 137 : undefined);
    // A claude that was asked and is alone goes on to its answer.
    if (target === 'chorus' && (reached === 'asked' || reached === 'answered')) talk.completed.push(mark);
    else talk.noteKilled(mark);
  }

  async #strikeSet(kill: Kill, kept: Kept): Promise<boolean> {
    const before = session(this.#sandbox, kept.name);
    const value = 1000 + ++this.#count;
    const struck = await this.#strikeWrite(kill, ['set', kept.name, `maxAgeDays=${value}`]);
    const after = session(this.#sandbox, kept.name);
    const changed = { ...before, settings: { ...before.settings, maxAgeDays: value } };
    expect(struck.landed ? [before, changed] : [changed]).toContainEqual(after);
    return struck.landed && this.#checkAfterWrite(kept);
  }

  async #strikeRename(kill: Kill, kept: Kept, newName: string): Promise<boolean> {
    const names = [kept.name, newName];
    const before = session(this.#sandbox, kept.name);
    const struck = await this.#strikeWrite(kill, ['rename', ...names]);
    const there = names.filter((name) => existsSync(this.#sandbox.sessionFile(name)));
    expect(struck.landed ? names.map((name) => [name]) : [[newName]]).toContainEqual(there);
    kept.name = there[0] ?? '';
    expect(unstamped(session(this.#sandbox, kept.name))).toEqual(unstamped(before));
    for (const gone of names.filter((name) => name !== kept.name)) {
      expect((await this.#sandbox.chorus('show', gone, '--json')).exitCode).toBe(8);
    }
    return struck.landed && this.#checkAfterWrite(kept);
  }

  async #strikeWrite(kill: Kill, call: string[]): Promise<Struck> {
    // The last attempt comes at once.
    const after = kill.portion === 0 ? 0 : this.#writeTime * (0.6 + 0.5 * kill.portion);
    const startedAt = performance.now();
    const struck = await strike(this.#sandbox, call, { ...kill, after }, () => false);
    expect(struck.exitCode, struck.stderr).toBe(struck.landed ? undefined : 0);
    // The machine may have been busier before: a call that was missed tells how long it takes now.
    this.#writeTime = struck.landed ? this.#writeTime * 1.02 : Math.min(this.#writeTime * 0.93, performance.now() - startedAt);
    return struck;
  }

  async #checkAfterWrite(kept: Kept): Promise<true> {
    await this.#checkShown(kept.name);
    await this.#goOn(kept, ['resume', kept.name]);
    return true;
  }

  /** The next turn: it works, and the model is sent the whole conversation. */
  async #goOn({ talk }: Kept, call: string[]): Promise<void> {
    const mark = this.#newMark();
    const ran = await this.#sandbox.chorus(...call, mark, '--json');
    expect(ran.exitCode, `${call.join(' ')}: ${ran.stderr}${ran.stdout}`).toBe(0);
    this.finished++;
    const { verdict } = ran.json<Outcome>();
    expect(talk.completed.length === 0 ? ['started', 'resumed'] : ['resumed', 'forked'], verdict.reason).toContain(verdict.status);
    const [exchange, ...others] = this.#asked(mark);
    expect(others).toEqual([]);
    talk.check(exchange?.history ?? [], mark);
    talk.completed.push(mark);
  }

  /** The session that was hit as a user asks for it; the others of the lane by what that is built on. */
  async #checkShown(name: string): Promise<void> {
    const ran = await this.#sandbox.chorus('show', name, '--json');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.json()).toMatchObject({ name });
    const { env, work: cwd } = this.#sandbox;
    const chorus = createChorus({ env, cwd });
    for (const other of this.sessions) {
      expect(await chorus.get(other.name)).toMatchObject({ name: other.name });
      expect(await chorus.settings(other.name)).toHaveProperty('maxAgeDays');
    }
  }

  #asked(mark: string) {
    return this.#sandbox.api.exchanges.filter(({ prompt }) => marksIn(prompt).at(-1) === mark);
  }

  #newMark(): string {
    return `[${this.#name}m${this.#count++}]`;
  }
}

/** A session but for its name, and for how its transcript looks: a rename gives that another title. */
function unstamped(kept: KeptSession): object {
  return { ...kept, name: '', transcriptStamp: undefined, last: { ...kept.last, counted: undefined } };
}
