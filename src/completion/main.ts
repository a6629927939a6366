import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { resolveHome } from '../store/resolve-home.ts';
import { answerCompletion } from './answer.ts';
import { keptIn } from './kept.ts';

/** `chorus __complete …`, a separate program that loads nothing of the main one. Errors are not reported while the user types. */
export async function main([, ...argv]: readonly string[]): Promise<number> {
  try {
    const table = JSON.parse(readFileSync(join(import.meta.dirname, 'table.json'), 'utf8'));
    writeAll(answerCompletion(table, keptIn(resolveHome(process.env)), argv));
  } catch (error) {
    if (process.env.CHORUS_DEBUG) console.error(error);
  }
  return 0;
}

/** Not by Node's streams, which take 2 ms to set up. */
function writeAll(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
}
