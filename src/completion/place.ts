import type { CommandEntry, CompletionTable, OptionEntry, ValueKind } from './table.ts';

/** Where the cursor is, and what is expected there. */
export interface Place {
  command: CommandEntry;
  asks: 'command' | 'option' | 'value';
  value: ValueKind;
  /** The word that is being typed, and its part before the value, such as `--model=`. */
  word: string;
  prefix: string;
  /** The arguments before it. */
  given: string[];
}

/** @param words the words after the program's name; the last one is being typed, and may be empty. */
export function findPlace({ program, options }: CompletionTable, words: readonly string[]): Place {
  const word = words.at(-1) ?? '';
  const given: string[] = [];
  let command = program;
  let awaiting: OptionEntry | undefined;
  let isBehindDashes = false;
  let dropsFirst = false;
  const optionOf = (flag: string) =>
    [...command.options, ...program.options].map((index) => options[index]).find((option) => option?.flags.includes(flag));
  const place = (asks: Place['asks'], value: ValueKind = 'none', prefix = ''): Place => ({ command, asks, value, word, prefix, given });

  for (const each of words.slice(0, -1)) {
    if (awaiting) awaiting = undefined;
    else if (each === '--' && !isBehindDashes) isBehindDashes = true;
    else if (each.startsWith('-') && each !== '-' && !isBehindDashes) {
      const [flag = '', ...value] = each.split('=');
      const option = optionOf(flag);
      dropsFirst ||= option?.dropsFirst === true;
      if (option?.value !== undefined && value.length === 0) awaiting = option;
    } else {
      const sub = given.length === 0 ? command.commands.find(({ name, aliases }) => [name, ...aliases].includes(each)) : undefined;
      if (sub) command = sub;
      else given.push(each);
    }
  }

  if (isBehindDashes && command.passesExtraArgs) return place('value', 'file');
  if (awaiting) return place('value', awaiting.value);
  if (word.startsWith('-') && !isBehindDashes) {
    const end = word.indexOf('=');
    return end === -1 ? place('option') : place('value', optionOf(word.slice(0, end))?.value, word.slice(0, end + 1));
  }
  if (command.commands.length > 0 && given.length === 0) return place('command');
  const argument = command.args[given.length + (dropsFirst ? 1 : 0)] ?? command.args.at(-1);
  const isOneTooMany = given.length + (dropsFirst ? 1 : 0) >= command.args.length && !argument?.isVariadic;
  return place('value', isOneTooMany ? 'none' : argument?.value);
}
