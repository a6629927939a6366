import type { ChalkInstance } from 'chalk';
import type { Listed } from '../core/listing.ts';
import type { OutputStream } from './output-stream.ts';
import type { SessionColumn, Viewer } from './session-columns.ts';
import type { Tone } from './session-words.ts';
import { styleFor } from './style.ts';
import { type Cell, renderTable, widthOf } from './table.ts';

interface TableView {
  viewer: Viewer;
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  color: boolean;
  mayDrop: boolean;
}

/** The list of sessions: fitted to a terminal; elsewhere nothing is cut. */
export async function printSessions(
  listed: readonly Listed[],
  columns: readonly SessionColumn[],
  { viewer, stdout, env, color, mayDrop }: TableView,
): Promise<string> {
  const style = styleFor(stdout, env, color);
  const rows = listed.map((each) =>
    columns.map((column): Cell => ({ text: column.text(each, viewer), paint: painter(style, column.tone?.(each)) })),
  );
  const lines = await renderTable(columns, rows, { available: widthOf(stdout), mayDrop, paintTitle: style.dim });
  return `${lines.join('\n')}\n`;
}

export function painter(style: ChalkInstance, tone: Tone | undefined): Cell['paint'] {
  switch (tone) {
    case 'good':
      return style.green;
    case 'bad':
      return style.red;
    case 'unsure':
      return style.yellow;
    default:
      return undefined;
  }
}
