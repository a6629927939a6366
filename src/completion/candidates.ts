import type { Place } from './place.ts';
import type { CompletionTable, Described, ValueKind } from './table.ts';

/** Names from the home. */
export interface Kept {
  sessions(): string[];
  profiles(): string[];
  tags(): string[];
}

export interface Answer {
  /** Whole words, including `prefix`. */
  candidates: Described[];
  /** The shell itself completes paths after the prefix. */
  paths?: 'files' | 'directories';
  prefix: string;
  /** The word may continue, so the shell must not add a space. */
  isOpen: boolean;
}

/** All candidates for a place; the shell, or `forBash`, filters them by what was typed. */
export function findCandidates(table: CompletionTable, kept: Kept, place: Place): Answer {
  switch (place.asks) {
    case 'command':
      return closed(place, place.command.commands);
    case 'option':
      return closed(place, optionsOf(table, place));
    default:
      return valuesOf(table, kept, place, place.value);
  }
}

function valuesOf(table: CompletionTable, kept: Kept, place: Place, value: ValueKind): Answer {
  if (typeof value === 'object') return 'list' in value ? listItems(place, value.list) : closed(place, value);
  switch (value) {
    case 'session':
      return closed(place, without(kept.sessions(), place.given));
    case 'profile':
      return closed(place, kept.profiles());
    case 'tag':
      return closed(place, without(kept.tags(), place.given));
    case 'key':
      return closed(place, table.settings);
    case 'topic':
      return closed(place, place.given.length === 0 ? [...table.program.commands, ...table.topics] : subcommands(table, place.given));
    case 'assignment':
      return assignmentsOf(table, kept, place);
    case 'file':
    case 'directory':
      return { candidates: [], prefix: place.prefix, paths: value === 'file' ? 'files' : 'directories', isOpen: false };
    default:
      return closed(place, []);
  }
}

/** Keys as `key=`; after that, or after `key+=` and `key-=`, the key's values. */
function assignmentsOf(table: CompletionTable, kept: Kept, place: Place): Answer {
  const keys = [...table.settings, { name: 'profile', help: "the session's profile", value: 'profile' as const }];
  const [prefix = '', name] = /^([^=]+?)[+-]?=/.exec(place.word) ?? [];
  const key = keys.find((each) => each.name === name);
  if (key) return valuesOf(table, kept, { ...place, prefix, given: [] }, key.value);
  const candidates = !place.word.includes('=') ? keys.map(({ name, help }) => ({ name: `${name}=`, help })) : [];
  return { candidates, prefix: '', isOpen: true };
}

/** Words separated by commas, each at most once. */
function listItems(place: Place, words: readonly string[]): Answer {
  const typed = place.word.slice(place.prefix.length).split(',').slice(0, -1);
  const prefix = [place.prefix + typed.join(','), ...(typed.length > 0 ? [','] : [])].join('');
  const left = words.filter((word) => !typed.includes(word));
  return { candidates: left.map((word) => ({ name: prefix + word, help: '' })), prefix, isOpen: true };
}

/** Hidden spellings, such as the `--no-…` of every switch, are offered only if nothing else fits, or after `--no-`. */
function optionsOf({ options }: CompletionTable, { command, word }: Place): Described[] {
  const own = command.options.flatMap((index) => options[index] ?? []);
  const fitsNothing = !own.some(({ isHidden, flags }) => !isHidden && flags.some((flag) => flag.startsWith(word)));
  return own
    .filter(({ isHidden }) => !isHidden || fitsNothing || word.startsWith('--no-'))
    .flatMap(({ flags, help }) => flags.filter((flag) => word === '-' || flag.startsWith('--')).map((name) => ({ name, help })));
}

function subcommands({ program }: CompletionTable, [verb]: readonly string[]): Described[] {
  return program.commands.find(({ name, aliases }) => name === verb || aliases.includes(verb ?? ''))?.commands ?? [];
}

function closed({ prefix }: Place, values: readonly (string | Described)[]): Answer {
  const candidates = values.map((value) =>
    typeof value === 'string' ? { name: prefix + value, help: '' } : { name: prefix + value.name, help: value.help },
  );
  return { candidates, prefix, isOpen: false };
}

/** Leaves out names that were already given: `rm auth …` does not offer auth again. */
function without(names: string[], given: readonly string[]): string[] {
  return given.length === 0 ? names : names.filter((name) => !given.includes(name));
}
