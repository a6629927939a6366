import packageJson from '../package.json' with { type: 'json' };
import { ChorusError, exitCodes } from './errors.ts';
import { printable } from './terminal/text.ts';

/** Argv in, exit code out; the one place that prints an error. */
export async function main(argv: readonly string[]): Promise<number> {
  const output = watchOutput();
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageJson.version}\n`);
    return exitCodes.ok;
  }
  try {
    const [{ run }, { processContext }] = await Promise.all([import('./program.ts'), import('./context.ts')]);
    const exitCode = await run(argv, processContext());
    return output.failure ? reportError(output.failure, argv) || exitCode : exitCode;
  } catch (error) {
    return reportError(error, argv);
  }
}

/**
 * Output that can not be written ends nothing: what was begun is finished and recorded, and then it is said. A reader that leaves
 * early (`| head -1`) is no failure.
 */
function watchOutput(): { failure: ChorusError | undefined } {
  const output: { failure: ChorusError | undefined } = { failure: undefined };
  for (const [stream, name] of [
    [process.stdout, 'standard output'],
    [process.stderr, 'standard error'],
  ] as const) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EPIPE') return;
      const hint = 'What was begun is finished, and recorded: chorus log.';
      output.failure ??= new ChorusError(`${name} can not be written: ${cause.message}`, { exitCode: exitCodes.failed, hint, cause });
    });
  }
  return output;
}

function reportError(error: unknown, argv: readonly string[]): number {
  const known = error instanceof ChorusError;
  const message = error instanceof Error ? error.message : String(error);
  const hint = known ? error.hint : 'This is a fault of chorus. Please report it with what CHORUS_DEBUG=1 prints.';
  const exitCode = known ? error.exitCode : exitCodes.failed;
  if (wantsJson(argv)) process.stderr.write(`${JSON.stringify({ error: { message, hint: hint ?? null, exitCode } })}\n`);
  else process.stderr.write(printable(`chorus: ${message}\n${hint ? `        ${hint}\n` : ''}`));
  if (process.env.CHORUS_DEBUG) process.stderr.write(`${error instanceof Error ? describe(error) : ''}\n`);
  return exitCode;
}

function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.stack}\ncaused by ${describe(error.cause)}` : String(error.stack);
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  return own.some(
    (argument, index) => argument === '--json' || argument === '--output=json' || (argument === '--output' && own[index + 1] === 'json'),
  );
}
