import { type Command, Option } from 'commander';
import { ChorusError, usageError } from '../../errors.ts';
import { escapedOutput } from '../../terminal/escaped-output.ts';
import type { Context } from './context.ts';

interface OutputOptions {
  json?: boolean;
  get?: string;
  stream?: boolean;
  output?: string;
}

/** Every command that has `--json` has `--get` as well. */
export function addGetOption(command: Command): void {
  if (command.options.some(({ long }) => long === '--json'))
    command.addOption(new Option('--get <path>', 'print one value of that JSON, as in --get name'));
}

/**
 * Runs a command so that its JSON reaches no terminal with raw control characters: the one place for all of them. Claude's own lines
 * (`--stream`) stay as they are, byte for byte, except at a terminal.
 * @returns the exit code.
 */
export async function withJsonOutput<T extends object>(
  context: Context,
  options: T & OutputOptions,
  run: (options: T, context: Context) => Promise<number>,
): Promise<number> {
  const { json, get, stream, output } = options;
  if (get !== undefined) return printValue(context, options, get, run);
  const isStream = stream === true || output === 'stream-json';
  const isEscaped = json === true || output === 'json' || (isStream && context.stdout.isTTY === true);
  return run(options, isEscaped ? printingTo(context, escapedOutput(context.stdout)) : context);
}

async function printValue<T extends object>(
  context: Context,
  options: T & OutputOptions,
  path: string,
  run: (options: T, context: Context) => Promise<number>,
): Promise<number> {
  if (options.stream) throw usageError('--get and --stream exclude each other', 'Give one of them.');
  const { ValueOutput } = await import('../../terminal/value-output.ts');
  const values = new ValueOutput(context.stdout, path);
  const exitCode = await run({ ...options, json: true }, printingTo(context, values.stream));
  const hint = values.end();
  if (hint === undefined) return exitCode;
  // What the command did is done: its own failure is the one that counts.
  throw new ChorusError('usage', `there is no value at ${path}`, { hint, ...(exitCode === 0 ? {} : { exitCode }) });
}

/** Not a copy, which would open the standard input of the process. */
function printingTo(context: Context, stdout: Context['stdout']): Context {
  return Object.create(context, { stdout: { value: stdout, enumerable: true } }) as Context;
}
