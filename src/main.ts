import packageJson from '../package.json' with { type: 'json' };

/** Argv in, exit code out; the one place that prints an error. What prints it is loaded when there is one. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  const output = watchOutput();
  try {
    const [{ run }, { processContext }] = await Promise.all([import('./program.ts'), import('./commands/shared/context.ts')]);
    const exitCode = await run(argv, processContext());
    // That a write failed is told only after it.
    for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()));
    if (output.failure) throw await outputError(output.failure);
    return exitCode;
  } catch (error) {
    const { reportError } = await import('./terminal/report-error.ts');
    return reportError(error, argv);
  }
}

interface OutputFailure {
  stream: string;
  cause: Error;
}

/**
 * Output that can not be written ends nothing: what was begun is finished and recorded, and then it is said. A reader that leaves
 * early (`| head -1`) is no failure.
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
  const hint = 'What was begun is finished, and recorded: chorus log.';
  return chorusError('output-failed', `${stream} can not be written: ${cause.message}`, hint, cause);
}
