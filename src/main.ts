import packageJson from '../package.json' with { type: 'json' };

/** Argv in, exit code out; the only place that prints errors. The module that prints them is loaded when needed. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  const output = watchOutput();
  try {
    const [{ run }, { processContext }] = await Promise.all([import('./program.ts'), import('./commands/shared/context.ts')]);
    const exitCode = await run(await withWholeBytes(argv), processContext());
    // A failed write is reported only after it.
    for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()));
    if (output.failure) throw await outputError(output.failure);
    return exitCode;
  } catch (error) {
    const { reportError } = await import('./terminal/report-error.ts');
    return reportError(error, argv);
  }
}

/** Node replaces what is not UTF-8 without a word. */
async function withWholeBytes(argv: readonly string[]): Promise<readonly string[]> {
  if (!argv.some((argument) => argument.includes('\ufffd'))) return argv;
  const { typedArguments, wholeArguments } = await import('./commands/shared/raw-arguments.ts');
  return wholeArguments(argv, typedArguments(argv.length));
}

interface OutputFailure {
  stream: string;
  cause: Error;
}

/**
 * A failed write to standard output ends nothing: the turn is finished and recorded, and the error is reported at the end. A reader that
 * leaves early (`| head -1`) is not a failure.
 */
function watchOutput(): { failure: OutputFailure | undefined } {
  const output: { failure: OutputFailure | undefined } = { failure: undefined };
  for (const [stream, name] of [
    [process.stdout, 'standard output'],
    [process.stderr, 'standard error'],
  ] as const) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') output.failure ??= { stream: name, cause };
    });
  }
  return output;
}

async function outputError({ stream, cause }: OutputFailure): Promise<Error> {
  const { chorusError } = await import('./errors.ts');
  const hint = 'Only the output is missing: what the command did is done. A turn is in chorus log and chorus history.';
  return chorusError('output-failed', `${stream} cannot be written: ${cause.message}`, hint, cause);
}
