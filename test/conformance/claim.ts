/** What the model was sent, or a transcript holds, of the turns that came before this one. */
export type View =
  /** All of them, in order. */
  | 'whole'
  /** The first of them: it went on from an older point. */
  | 'older'
  /** None of them. */
  | 'blank'
  /** Turns of another conversation, or with a gap. */
  | 'other'
  /** The turn itself is not there. */
  | 'nothing';

export type Facts = Record<string, string | number | boolean | null>;

/** What chorus told of a call: its last line of `--stream`, its exit code, its log where a person sat before it. */
export interface Said {
  /** `refused` where it said no before anything was started; `nothing` where it ended without a word of it. */
  verdict: string;
  reason: string;
  turn: string;
  /** Null where a signal ended chorus. */
  exitCode: number | null;
  restored: boolean;
  lineage: string;
  facts: Facts;
}

/** What was true, by what the stub was sent and what stands in the transcripts: nothing of it comes from chorus. */
export interface Truth {
  asked: 'start' | 'restart' | 'resume' | 'fork';
  /** Whether Claude had the conversation that was asked for, before the call. */
  there: boolean;
  /** What the model was sent. */
  saw: View;
  /** What the transcript that got the turn holds before it. */
  kept: View;
  /** Whether the turn descends there from the last answer of before. */
  keptTip?: boolean;
  /** Which transcript that is: that of the id asked for, a new one, or one of another conversation. */
  keptIn: 'asked' | 'new' | 'other' | 'none';
  /** For a fork: the original's transcript is not as it was. */
  originalChanged: boolean;
  /** Why chorus has to refuse: `claude` by itself can't do what was asked, or what may be spent is spent. */
  refusal: 'release' | 'budget' | null;
  /** How that is known. */
  because?: string;
  turn: string;
  /** Set where it is not the one of verdict and turn. */
  exitCode?: number;
  facts: Facts;
}

/**
 * What the scenario is about: it has to be true, whatever chorus says of it. An honest account of a conversation that was lost on
 * the way is no success where nothing had been done to it.
 */
export interface Demanded {
  /** Null where the release has the choice. */
  saw: View | null;
  turn: string | null;
  facts: Facts;
}

/** Whether an id in Claude's stream is the one asked for: all that a comparison of ids has to go by. */
export type SameId = 'same' | 'other' | 'none';

export interface Naive {
  init: SameId;
  result: SameId;
}

/** One call of a scenario. */
export interface Step {
  step: string;
  said: Said;
  truth: Truth;
  demanded: Demanded;
  /** Null where there is no id to compare: the release chooses it, or nothing was started. */
  naive: Naive | null;
}
