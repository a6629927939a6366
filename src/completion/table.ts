/** What may stand in a place of the command line: names that are looked up, paths, or some of a few words (with commas between: `list`). */
export type ValueKind =
  | 'session'
  | 'profile'
  | 'tag'
  | 'key'
  | 'assignment'
  | 'topic'
  | 'file'
  | 'directory'
  | 'none'
  | readonly string[]
  | { readonly list: readonly string[] };

export interface OptionEntry {
  /** Short and long, with their dashes. */
  flags: string[];
  help: string;
  /** Undefined for one that takes no value. */
  value?: ValueKind;
  isHidden?: boolean;
  /** With it the first argument of the command falls away, as the session's name does with `--defaults`. */
  dropsFirst?: boolean;
}

export interface ArgumentEntry {
  value: ValueKind;
  isVariadic?: boolean;
}

export interface CommandEntry {
  name: string;
  aliases: string[];
  help: string;
  /** Places in the options of the table: most options belong to several commands. */
  options: number[];
  args: ArgumentEntry[];
  commands: CommandEntry[];
  /** What stands behind `--` is not for chorus. */
  passesExtraArgs?: boolean;
}

export interface Described {
  name: string;
  help: string;
}

/** All that completion knows of the program: written when chorus is built, so that an answer loads none of it. */
export interface CompletionTable {
  program: CommandEntry;
  options: OptionEntry[];
  settings: (Described & { value: ValueKind })[];
  topics: Described[];
}
