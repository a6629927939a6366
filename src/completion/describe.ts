import { describeProgram } from '../commands/shared/completion-table.ts';
import { buildProgram, passesExtraArgs } from '../program.ts';
import type { CompletionTable } from './table.ts';

/** Every command is loaded, and described; none is run. */
export async function completionTable(): Promise<CompletionTable> {
  const program = await buildProgram(process, { loaded: 'all' });
  return describeProgram(program, passesExtraArgs);
}
