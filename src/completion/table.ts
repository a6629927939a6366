/** What is expected at a place of the command line: names to look up, paths, or one of a few words (`list`: several, separated by commas). */
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
  /** Short and long, with dashes. */
  flags: string[];
  help: string;
  /** Undefined for an option without a value. */
  value?: ValueKind;
  isHidden?: boolean;
  /** With this option, the command has no first argument: `set --defaults` takes no session name. */
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
  /** Indexes into the table's options: most options belong to several commands. */
  options: number[];
  args: ArgumentEntry[];
  commands: CommandEntry[];
  /** Whether arguments after `--` are passed on to `claude`. */
  passesExtraArgs?: boolean;
}

export interface Described {
  name: string;
  help: string;
}

/** All that completion knows about the program: written by the build, so that completing loads none of the program. */
export interface CompletionTable {
  program: CommandEntry;
  options: OptionEntry[];
  settings: (Described & { value: ValueKind })[];
  topics: Described[];
}
