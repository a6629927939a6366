import { printable } from '../core/printable.ts';
import { ChorusError, exitCodes } from '../errors.ts';

/** Says on standard error what is wrong and what to do. @returns the exit code. */
export function reportError(error: unknown, argv: readonly string[]): number {
  const known = error instanceof ChorusError;
  const message = error instanceof Error ? error.message : String(error);
  const hint = known ? error.hint : 'This is a fault of chorus. Please report it with what CHORUS_DEBUG=1 prints.';
  const exitCode = known ? error.exitCode : exitCodes.failed;
  if (wantsJson(argv)) process.stderr.write(`${JSON.stringify({ error: { message, hint: hint ?? null, exitCode } })}\n`);
  else process.stderr.write(printable(`chorus: ${message}\n${hint ? `        ${hint}\n` : ''}`));
  if (process.env.CHORUS_DEBUG) process.stderr.write(`${error instanceof Error ? stackOf(error) : ''}\n`);
  return exitCode;
}

function stackOf(error: Error): string {
  return error.cause instanceof Error ? `${error.stack}\ncaused by ${stackOf(error.cause)}` : String(error.stack);
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  return own.some(
    (argument, index) => argument === '--json' || argument === '--output=json' || (argument === '--output' && own[index + 1] === 'json'),
  );
}
