import { oneLine } from '../core/printable.ts';
import type { SettingValue } from '../core/settings.ts';
import { gap } from './layout.ts';
import type { OutputStream } from './output-stream.ts';
import { rulerFor } from './ruler.ts';
import { type SessionDetails, sessionSections } from './session-sections.ts';
import { painter } from './session-table.ts';
import { verdictWords } from './session-words.ts';
import { styleFor } from './style.ts';
import { widthOf } from './table.ts';

export interface PageView {
  stdout: OutputStream;
  env: NodeJS.ProcessEnv;
  color: boolean;
}

/** The most lines of a setting's value on a terminal, and the least width that it is given. */
const mostLines = 4;
const leastWidth = 20;

/** Widest value that the origins stand behind in one column. */
const mostPadding = 100;

/** All of a session, in sections. On a terminal long texts are wrapped below themselves, and very long values of settings are cut. */
export async function drawSession(details: SessionDetails, { stdout, env, color }: PageView): Promise<string> {
  const style = styleFor(stdout, env, color);
  const available = widthOf(stdout);
  const sections = sessionSections(details);
  const settings = Object.entries(details.settings).map(([key, { value, origin }]) => ({
    key,
    text: format(value),
    origin: oneLine(origin),
  }));
  const wrap = await wrapperFor(
    [...sections.flatMap(({ rows }) => rows.map(([, text]) => text)), ...settings.map(({ text }) => text)],
    available,
  );

  const labelWidth = Math.max(...sections.flatMap(({ rows }) => rows.map(([label]) => label.length))) + gap;
  const verdictPaint = painter(style, verdictWords(details.session).tone) ?? ((text: string) => text);
  const facts = sections.map(({ title, rows }) => [
    style.dim(title),
    ...rows.flatMap(([label, text]) => {
      // A path or an id that is too long is left whole, to be copied: the terminal breaks it.
      const lines = wrap(text, available - labelWidth, 'words');
      return lines.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + (label === 'verdict' ? verdictPaint(line) : line));
    }),
  ]);

  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const keyWidth = widest(['SETTING', ...settings.map(({ key }) => key)]);
  const room = Math.max(leastWidth, available - keyWidth - widest(['FROM', ...settings.map(({ origin }) => origin)]) - 2 * gap);
  const values = settings.map((each) => ({ ...each, lines: shorten(wrap(each.text, room, 'anywhere'), available) }));
  const ruler = await rulerFor(values.flatMap(({ lines }) => lines));
  const widths = values.flatMap(({ lines }) => lines.map(ruler.widthOf));
  // A value that is longer still does not push all origins out of sight.
  const valueWidth = Math.max('VALUE'.length, ...widths.filter((width) => width <= Math.min(room, mostPadding)));
  const row = (key: string, value: string, origin: string) =>
    `${key.padEnd(keyWidth + gap)}${value}${' '.repeat(gap + Math.max(0, valueWidth - ruler.widthOf(value)))}${origin}`.trimEnd();
  const table = values.flatMap(({ key, lines, origin }) =>
    lines.map((line, index) => (index === 0 ? row(key, line, origin) : row('', line, ''))),
  );
  const blocks = [...facts, [style.dim(row('SETTING', 'VALUE', 'FROM')), ...table]];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function format(value: SettingValue): string {
  return oneLine(Array.isArray(value) ? value.join(', ') : String(value));
}

function shorten(lines: readonly string[], available: number): string[] {
  if (lines.length <= mostLines || !Number.isFinite(available)) return [...lines];
  return [...lines.slice(0, mostLines - 1), '… the rest: --json'];
}

type Wrap = (text: string, width: number, where: 'words' | 'anywhere') => string[];

/** Lines of a text, broken between words or anywhere; where there is no terminal, only where it has lines itself. */
async function wrapperFor(texts: readonly string[], available: number): Promise<Wrap> {
  if (!Number.isFinite(available)) return (text) => text.split('\n');
  const ruler = await rulerFor(texts.flatMap((text) => text.split('\n')));
  const { default: wrapAnsi } = await import('wrap-ansi');
  return (text, width, where) =>
    text
      .split('\n')
      .flatMap((line) =>
        ruler.widthOf(line) <= width ? [line] : wrapAnsi(line, Math.max(leastWidth, width), { hard: where === 'anywhere' }).split('\n'),
      );
}
