import { completionTableOf } from '../src/commands/shared/completion-table.ts';
import type { CompletionTable } from '../src/completion/table.ts';
import { buildProgram, passesExtraArgs } from '../src/program.ts';

/** What completion knows of the commands and options. Every command is loaded and described; none is run. */
export async function completionTable(): Promise<CompletionTable> {
  const program = await buildProgram(process, { loaded: 'all' });
  return completionTableOf(program, passesExtraArgs);
}
