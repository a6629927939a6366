/** Something that Claude started in a turn and did not wait for: a shell command or an agent. */
export interface BackgroundTask {
  id: string;
  /** Claude's name for its kind, such as `local_bash`. */
  type: string | null;
  /** What the model called it. */
  description: string | null;
  /** `running` until Claude reports an end: `completed`, `failed`, `killed`, `stopped`. */
  status: string;
}
