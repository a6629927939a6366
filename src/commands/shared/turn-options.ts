import { type Command, Option } from 'commander';
import { usageError } from '../../errors.ts';
import { addWaitOptions, type WaitOptions } from './hold.ts';

export type OutputFormat = 'text' | 'json' | 'stream-json';

export interface TurnOptions extends WaitOptions {
  output: OutputFormat;
  json?: boolean;
  stream?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  dryRun?: boolean;
  strict?: boolean;
  promptFile?: string;
}

/** The options of every command that starts `claude`, but for the settings. */
export function addTurnOptions(command: Command): Command {
  return addWaitOptions(command)
    .option('--prompt-file <file>', 'read the prompt from a file')
    .addOption(new Option('--output <format>', 'what goes to standard output').choices(['text', 'json', 'stream-json']).default('text'))
    .option('--json', 'short for --output json')
    .option('--stream', 'short for --output stream-json')
    .option('--dry-run', 'print the command line that would be run; start and write nothing')
    .option('--strict', 'exit 6 when tools were denied')
    .option('-q, --quiet', 'only the answer, and errors')
    .option('--verbose', 'tell which claude is run and how, each tool and hook, and what the verdict rests on');
}

export function outputFormat({ output, json, stream }: TurnOptions): OutputFormat {
  if (json && stream) throw usageError('--json and --stream exclude each other', 'Give one of them.');
  return json ? 'json' : stream ? 'stream-json' : output;
}
