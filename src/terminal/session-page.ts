import { oneLine } from '../core/printable.ts';
import type { SettingValue } from '../core/settings.ts';
import { gap } from './layout.ts';
import type { OutputStream } from './output-stream.ts';
import { rulerFor } from './ruler.ts';
import { type SessionDetails, sessionSections } from './session-sections.ts';
import { painter } from './session-table.ts';
import { type Tone, turnWords, verdictWords } from './session-words.ts';
import { styleFor } from './style.ts';
import { renderTable, type TableColumn, widthOf } from './table.ts';

interface PageView {
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  color: boolean;
}

interface SettingRow {
  key: string;
  text: string;
  origin: string;
}

/** The most lines of a setting's value on a terminal, and the least width for it. */
const mostLines = 4;
const leastWidth = 20;

/** A value wider than this does not push out the column of origins. */
const mostPadding = 100;

/** A whole session, in sections. On a terminal, long texts are wrapped and very long values are cut. */
export async function drawSession(details: SessionDetails, { stdout, env, color }: PageView): Promise<string> {
  const style = styleFor(stdout, env, color);
  const available = widthOf(stdout);
  const sections = sessionSections(details);
  const settings = Object.entries(details.settings).map(([key, { value, origin }]) => ({
    key,
    text: valueText(value),
    origin: oneLine(origin),
  }));
  const wrap = await wrapperFor(
    [...sections.flatMap(({ rows }) => rows.map(([, text]) => text)), ...settings.map(({ text }) => text)],
    available,
  );

  const labelWidth = Math.max(...sections.flatMap(({ rows }) => rows.map(([label]) => label.length))) + gap;
  const { session } = details;
  const tones: Record<string, Tone> = { verdict: verdictWords(session).tone, turn: turnWords(session.last?.turn).tone };
  const facts = sections.map(({ title, rows }) => [
    style.dim(title),
    ...rows.flatMap(([label, text]) => {
      // A path or an id that is too long stays in one piece, so that it can be copied: the terminal breaks it.
      const lines = wrap(text, available - labelWidth, 'words');
      const paint = painter(style, tones[label]) ?? ((line: string) => line);
      return lines.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + paint(line));
    }),
  ]);

  const table = await layOutSettings(settings, wrap, available);
  const blocks = [...facts, table.map((line, index) => (index === 0 ? style.dim(line) : line))];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The table of settings, titles first. A long value continues on lines of its own. */
async function layOutSettings(settings: readonly SettingRow[], wrap: Wrap, available: number): Promise<string[]> {
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const keyWidth = widest(['SETTING', ...settings.map(({ key }) => key)]);
  const room = Math.max(leastWidth, available - keyWidth - widest(['FROM', ...settings.map(({ origin }) => origin)]) - 2 * gap);
  const rows = settings.flatMap(({ key, text, origin }) =>
    shorten(wrap(text, room, 'anywhere'), available).map((line, index) => (index === 0 ? [key, line, origin] : ['', line, ''])),
  );
  const columns: TableColumn[] = [
    { title: 'SETTING', importance: 0 },
    { title: 'VALUE', importance: 0, widest: Math.min(room, mostPadding) },
    { title: 'FROM', importance: 0 },
  ];
  const cells = rows.map((row) => row.map((text) => ({ text })));
  // The values are already wrapped: nothing is cut.
  return renderTable(columns, cells, { available: Number.POSITIVE_INFINITY });
}

function valueText(value: SettingValue): string {
  return oneLine(Array.isArray(value) ? value.join(', ') : String(value));
}

function shorten(lines: readonly string[], available: number): string[] {
  if (lines.length <= mostLines || !Number.isFinite(available)) return [...lines];
  return [...lines.slice(0, mostLines - 1), '… the rest: --json'];
}

type Wrap = (text: string, width: number, where: 'words' | 'anywhere') => string[];

/** The lines of a text, broken between words or anywhere; without a terminal, only its own lines. */
async function wrapperFor(texts: readonly string[], available: number): Promise<Wrap> {
  if (!Number.isFinite(available)) return (text) => text.split('\n');
  const ruler = await rulerFor(texts.flatMap((text) => text.split('\n')));
  const { wrapAnywhere, wrapWords } = await import('./wrap.ts');
  const wrappers = { words: wrapWords, anywhere: wrapAnywhere };
  return (text, width, where) =>
    text
      .split('\n')
      .flatMap((line) => (ruler.widthOf(line) <= width ? [line] : wrappers[where](line, Math.max(leastWidth, width)).split('\n')));
}
