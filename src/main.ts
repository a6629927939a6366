import packageJson from '../package.json' with { type: 'json' };
import { ChorusError, exitCodes } from './errors.ts';

/** A reader that leaves early (`| head -1`) is no error: what was begun is finished, and recorded. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Argv in, exit code out; the one place that prints an error. */
export async function main(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageJson.version}\n`);
    return exitCodes.ok;
  }
  try {
    const [{ run }, { processContext }] = await Promise.all([import('./program.ts'), import('./context.ts')]);
    return await run(argv, processContext());
  } catch (error) {
    return reportError(error, argv);
  }
}

function reportError(error: unknown, argv: readonly string[]): number {
  const known = error instanceof ChorusError;
  const message = error instanceof Error ? error.message : String(error);
  const hint = known ? error.hint : 'This is a fault of chorus. Please report it with what CHORUS_DEBUG=1 prints.';
  const exitCode = known ? error.exitCode : exitCodes.failed;
  if (wantsJson(argv)) process.stderr.write(`${JSON.stringify({ error: { message, hint: hint ?? null, exitCode } })}\n`);
  else process.stderr.write(`chorus: ${message}\n${hint ? `        ${hint}\n` : ''}`);
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
