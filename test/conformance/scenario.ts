import type { Step } from './claim.ts';
import type { Scene } from './scene.ts';

export interface Scenario {
  /** For `--scenarios`. */
  name: string;
  /** The row's heading. */
  title: string;
  /** What is done, in a sentence. */
  what: string;
  /** What the stub answers, where it is not `reply to: …`. */
  run(scene: Scene): Promise<Step[]>;
}
