import type { TurnEvent } from '../core/event.ts';
import { eventColumns } from './event-columns.ts';
import type { OutputStream } from './output-stream.ts';
import { painter } from './session-table.ts';
import { styleFor } from './style.ts';
import { openTable, widthOf } from './table.ts';

/** The table of `chorus log`, a few events at a time. @returns a function that gives the lines of the next events, each with its newline. */
export function openEventTable(
  stdout: OutputStream,
  env: NodeJS.ProcessEnv,
  color: boolean,
): (events: readonly TurnEvent[]) => Promise<string> {
  const style = styleFor(stdout, env, color);
  const table = openTable(eventColumns, { available: widthOf(stdout), paintTitle: style.dim });
  return async (events) => {
    const rows = events.map((event) =>
      eventColumns.map((column) => {
        const { text, tone } = column.cell(event);
        return { text, paint: painter(style, tone) };
      }),
    );
    return (await table(rows)).map((line) => `${line}\n`).join('');
  };
}
