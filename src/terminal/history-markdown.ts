import { marked } from 'marked';
import type { PastPart, PastTurn } from '../core/past-turn.ts';
import { printable } from '../core/printable.ts';
import { factsOf } from './history.ts';

/** A conversation as Markdown. Prompts are fenced, as they were typed; answers are Markdown already. */
export function historyAsMarkdown(name: string, turns: readonly PastTurn[], { withResults }: { withResults: boolean }): string {
  return [`# ${name}`, ...turns.flatMap((turn) => turnAsMarkdown(turn, withResults))].join('\n\n');
}

function turnAsMarkdown(turn: PastTurn, withResults: boolean): string[] {
  const facts = factsOf(turn);
  return [
    `## Turn ${turn.number}`,
    ...(facts.length > 0 ? [`*${facts.join(' · ')}*`] : []),
    ...(turn.compacted ? ['*What came before was compacted.*'] : []),
    turn.prompt === null ? '*The prompt is not in the transcript.*' : fence(printable(turn.prompt)),
    ...turn.parts.map((part) => partAsMarkdown(part, withResults)),
    ...(turn.error === null ? [] : [`**Error:** ${inlineCode(printable(turn.error))}`]),
    ...(turn.interrupted ? ['*Interrupted.*'] : []),
    ...(turn.parts.length === 0 && turn.error === null && !turn.interrupted ? ['*No answer.*'] : []),
  ];
}

function partAsMarkdown(part: PastPart, withResults: boolean): string {
  if (part.type === 'text') return contained(printable(part.text));
  const { target, ok, result } = part.tool;
  const line = `- ${inlineCode(printable(target))}${ok === null ? ' (no result)' : ok ? '' : ' (failed)'}`;
  return withResults && result ? `${line}\n\n${fence(printable(result)).replaceAll(/^(?=.)/gm, '  ')}` : line;
}

/** Text that would swallow what follows (an unclosed fence or comment) is put into a fence. */
function contained(text: string): string {
  const last = marked.lexer(`${text}\n\n# end`).at(-1);
  return last?.type === 'heading' && last.raw.trim() === '# end' ? text : fence(text);
}

/** The fence is longer than any in the text. */
function fence(text: string): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${marks}text\n${text.replace(/\n+$/, '')}\n${marks}`;
}

function inlineCode(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const marks = '`'.repeat(longestRun(line) + 1);
  const gap = /^`|`$/.test(line) ? ' ' : '';
  return `${marks}${gap}${line}${gap}${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
