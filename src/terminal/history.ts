import type { ChalkInstance } from 'chalk';
import { formatSpan, formatTime } from '../core/durations.ts';
import type { PastPart, PastTool, PastTurn } from '../core/past-turn.ts';
import { printable } from '../core/printable.ts';
import { signs } from '../core/verdict-signs.ts';
import type { Fit } from './line-fit.ts';
import { plainRuler } from './ruler.ts';

export interface HistoryLook {
  style: ChalkInstance;
  /** Undefined without a terminal. */
  fit: Fit | undefined;
  /** Whether the output of tools is shown, too. */
  withResults: boolean;
}

const longestLine = 200;
const longestResult = 10;

const unfitted: Fit = {
  cut: (line) => plainRuler.cut(line, longestLine, 'end'),
  wrap: (text) => text,
};

/** A conversation to read, turn by turn. */
export function formatHistory(turns: readonly PastTurn[], look: HistoryLook): string {
  return turns.map((turn) => formatTurn(turn, look)).join('\n\n');
}

function formatTurn(turn: PastTurn, look: HistoryLook): string {
  const { style, fit = unfitted } = look;
  const asked = turn.prompt === null ? style.dim('(the prompt is not in the transcript)') : quotePrompt(turn.prompt, look);
  const head = [headingOf(turn, look), ...(turn.compacted ? [style.dim('(what came before was compacted)')] : []), asked];
  const isSilent = turn.parts.length === 0 && turn.error === null && !turn.interrupted;
  return [
    head.join('\n'),
    ...formatParts(turn.parts, look),
    ...(turn.error === null ? [] : [`${style.red(signs.bad)} ${fit.wrap(shown(turn.error), 2)}`]),
    ...(turn.interrupted ? [style.dim('(interrupted)')] : []),
    ...(isSilent ? [style.dim('(no answer)')] : []),
  ].join('\n\n');
}

/** The facts of a turn: when it was, who answered, and how long it took. */
export function factsOf({ at, endedAt, model }: PastTurn): string[] {
  const [from, to] = [Date.parse(at ?? ''), Date.parse(endedAt ?? '')];
  return [
    ...(Number.isNaN(from) ? [] : [formatTime(new Date(from)).slice(0, 16)]),
    ...(model === null ? [] : [shown(model)]),
    ...(to > from ? [formatSpan(to - from)] : []),
  ];
}

function headingOf(turn: PastTurn, { style, fit = unfitted }: HistoryLook): string {
  const number = `Turn ${turn.number}`;
  const facts = factsOf(turn).map((fact) => ` · ${fact}`);
  return `${style.bold(number)}${style.dim(fit.cut(facts.join(''), number.length))}`;
}

function quotePrompt(prompt: string, { style, fit = unfitted }: HistoryLook): string {
  const lines = fit.wrap(shown(prompt), 2).split('\n');
  return lines.map((line) => `${style.cyan('>')} ${line}`.trimEnd()).join('\n');
}

/** Consecutive tools form one block, one line each. */
function formatParts(parts: readonly PastPart[], look: HistoryLook): string[] {
  const blocks: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.type === 'text') blocks.push((look.fit ?? unfitted).wrap(shown(part.text), 0));
    else if (parts[index - 1]?.type === 'tool') blocks.push(`${blocks.pop()}\n${formatTool(part.tool, look)}`);
    else blocks.push(formatTool(part.tool, look));
  }
  return blocks;
}

function formatTool({ target, ok, result }: PastTool, { style, fit = unfitted, withResults }: HistoryLook): string {
  const sign = ok === null ? signs.unsure : ok ? signs.good : style.red(signs.bad);
  const line = `  ${sign} ${style.dim(fit.cut(shown(target), 4))}`;
  if (!withResults || !result) return line;
  const lines = shown(result).trimEnd().split('\n');
  const more = lines.length - longestResult;
  const first = more > 1 ? [...lines.slice(0, longestResult), `… ${more} more lines`] : lines;
  return [line, ...first.map((each) => `    ${style.dim(fit.cut(each, 4))}`.trimEnd())].join('\n');
}

/** Printable, with tabs as spaces: the width of a tab depends on its position. */
function shown(text: string): string {
  return printable(text.replaceAll('\r\n', '\n')).replaceAll('\t', '    ');
}
