import type { Writable } from 'node:stream';
import { escapeControls, printable } from '../core/printable.ts';
import { ChorusError, exitCodes } from '../errors.ts';

type Output = Pick<Writable, 'write'>;

/**
 * Prints the error and what to do on standard error; with `--json`, also `{ error: { code, message, hint, exitCode } }` on standard output,
 * where `code` is `internal` for an error that chorus did not foresee.
 * @returns the exit code.
 */
export function reportError(
  error: unknown,
  argv: readonly string[],
  { stdout, stderr }: { stdout: Output; stderr: Output } = process,
): number {
  const { code, message, hint, exitCode } = wordsOf(error);
  if (wantsJson(argv)) stdout.write(`${escapeControls(JSON.stringify({ error: { code, message, hint: hint ?? null, exitCode } }))}\n`);
  stderr.write(printable(`chorus: ${message}\n${hint ? `        ${hint}\n` : ''}`));
  if (process.env.CHORUS_DEBUG) stderr.write(printable(`${error instanceof Error ? stackOf(error) : ''}\n`));
  return exitCode;
}

function wordsOf(error: unknown): { code: string; message: string; hint: string | undefined; exitCode: number } {
  if (error instanceof ChorusError) return error;
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a bug in chorus. Please report it with what CHORUS_DEBUG=1 prints.',
    exitCode: exitCodes.failed,
  };
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
