/** What Claude started in a turn and did not wait for: a shell command, an agent. */
export interface BackgroundTask {
  id: string;
  /** Claude's word for its kind, as `local_bash`. */
  type: string | null;
  /** What the model called it. */
  description: string | null;
  /** `running`, until Claude says otherwise: `completed`, `failed`, `killed`, `stopped`. */
  status: string;
}
