import { type Command, Option } from 'commander';
import { encodings } from '../../core/encoding.ts';
import { usageError } from '../../errors.ts';
import { type WaitOptions, waitOptions } from './hold.ts';
import type { PromptOptions } from './prompt.ts';
import { rare } from './rare-option.ts';

export type OutputFormat = 'text' | 'json' | 'stream-json';

export interface TurnOptions extends WaitOptions, PromptOptions {
  output?: OutputFormat;
  json?: boolean;
  stream?: boolean;
  verbose?: boolean;
  dryRun?: boolean;
  strict?: boolean;
}

/** For the help of every command that takes a prompt. */
export const promptNotes = `
An open pipe is waited for, and added to the prompt; --no-stdin leaves it alone, as in \`while read f; do chorus …; done <list\`.
chorus help prompts has more.
`;

/** The options of every command that starts `claude`, settings aside. */
export function addTurnOptions(command: Command): Command {
  const rarely = [
    ...waitOptions(),
    new Option('--prompt-file <file>', 'read the prompt from a file'),
    new Option('--stdin', 'read standard input to its end, as does - for the prompt; nothing on it is an error'),
    new Option('--no-stdin', 'leave standard input alone, as in a loop that reads from it'),
    new Option('--encoding <encoding>', 'encoding of the prompt (default: utf-8)').choices(encodings),
    new Option('--output <format>', 'what to print on standard output').choices(['text', 'json', 'stream-json']).default('text'),
    new Option('--strict', 'exit 6 when tools were denied'),
    new Option('--verbose', 'show which claude runs and how, each tool and hook, and the evidence for the verdict'),
  ];
  for (const option of rarely) command.addOption(rare(option));
  return command
    .option('--json', 'print one object: answer, verdict, cost, …')
    .option('--stream', "print Claude's JSON lines, then that object")
    .option('--dry-run', 'print the command line; run and write nothing')
    .option('-q, --quiet', 'print only the answer, and errors');
}

export function outputFormat({ output = 'text', json, stream }: TurnOptions): OutputFormat {
  if (json && stream) throw usageError('--json and --stream exclude each other', 'Give one of them.');
  return json ? 'json' : stream ? 'stream-json' : output;
}
