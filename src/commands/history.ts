import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { formatSize } from '../core/amounts.ts';
import { answerOf, type PastTurn, toolsOf } from '../core/past-turn.ts';
import { printable } from '../core/printable.ts';
import { type ChorusError, chorusError, usageError } from '../errors.ts';
import type { History, HistorySelection } from '../library/history.ts';
import type { Context } from './shared/context.ts';
import { parseCount } from './shared/limit.ts';
import { printPaged } from './shared/paged.ts';

interface HistoryOptions {
  name: string;
  turn?: number;
  last?: number;
  tools?: boolean;
  json?: boolean;
  markdown?: boolean;
  pager?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .option('--turn <number>', 'only this turn; the first is 1', parseCount)
    .option('--last <n>', 'only the last N turns', parseCount)
    .option('--tools', 'also the input and output of tools')
    .option('--json', 'print an array of turns (see below)')
    .option('--markdown', 'print Markdown, for a file or an issue')
    .option('--no-pager', 'do not use a pager')
    .addHelpText(
      'after',
      `
Shows the main line of the conversation, from its first record to its last, without abandoned branches and without subagents.
If Claude's transcript is gone, the copy in the vault is read. Text longer than the terminal goes through CHORUS_PAGER, PAGER, or
less (with LESS=FRX, unless LESS is set).

--json: { number, at, endedAt, model, prompt, answer, tools: [{ name, target, ok }], error, interrupted, compacted } for each turn.
ok is false if the tool failed or was denied, and null if it returned nothing. With --tools each also has { input, result }.

Examples:
  $ chorus history auth
  $ chorus history auth --last 2 --tools
  $ chorus history auth --turn 3 --json | jq -r '.[].answer'
  $ chorus history auth --markdown > auth.md`,
    );
}

export async function run(options: HistoryOptions, context: Context): Promise<number> {
  const { name, turn } = options;
  const { chorus, stderr } = context;
  const selection = selectionOf(options);
  // Most of what is read of a long transcript is short-lived: without this, V8 would use 30 MB more, and be no faster.
  setFlagsFromString('--semi-space-growth-factor=1');
  const history = await chorus.history(name, selection);
  for (const note of notesOn(history)) stderr.write(printable(`chorus: ${note}\n`));
  if (turn !== undefined && turn > history.total) throw noSuchTurn(name, turn, history.total);
  if (history.source && history.total === 0) stderr.write('chorus: the conversation has no turns\n');
  if (history.source === null) stderr.write(`chorus: nothing has been sent to ${name} yet\n`);
  return print(history.turns, options, context);
}

/** @returns the exit code. */
async function print(
  turns: readonly PastTurn[],
  { name, json, markdown, tools = false, pager }: HistoryOptions,
  context: Context,
): Promise<number> {
  const { stdout, env } = context;
  if (json) {
    const asked = turns.map((turn) => asJson(turn, tools));
    stdout.write(`${JSON.stringify(asked, null, 2)}\n`);
  } else if (markdown) {
    const { historyAsMarkdown } = await import('../terminal/history-markdown.ts');
    stdout.write(`${historyAsMarkdown(name, turns, { withResults: tools })}\n`);
  } else if (turns.length > 0) {
    const [{ formatHistory }, { styleFor }] = await Promise.all([import('../terminal/history.ts'), import('../terminal/style.ts')]);
    const fit = stdout.isTTY && stdout.columns ? (await import('../terminal/line-fit.ts')).fitTo(stdout.columns) : undefined;
    return printPaged(`${formatHistory(turns, { style: styleFor(stdout, env), fit, withResults: tools })}\n`, context, pager);
  }
  return 0;
}

function selectionOf({ turn, last, json, markdown }: HistoryOptions): HistorySelection {
  if (turn !== undefined && last !== undefined) throw usageError('--turn and --last exclude each other', 'Give one of them.');
  if (json && markdown) throw usageError('--json and --markdown exclude each other', 'Give one of them.');
  if (turn !== undefined) return { turn };
  return last === undefined ? 'all' : { last };
}

function noSuchTurn(name: string, turn: number, total: number): ChorusError {
  const count = total === 1 ? 'only one turn' : total === 0 ? 'no turns yet' : `only ${total} turns`;
  const hint = total === 0 ? undefined : `The last one: chorus history ${name} --last 1`;
  return chorusError('turn-not-found', `${name} has no turn ${turn}: ${count}`, hint);
}

/** What a person should know about what was read. */
function notesOn({ source, damaged, gaps, isWhole, holdsTip }: History): string[] {
  if (source === null) return [];
  const { lines, bytes } = damaged;
  return [
    ...(source.kind === 'vault'
      ? [`Claude's transcript is gone, damaged or unreadable; this is the copy in the vault: ${source.path}`]
      : []),
    ...(lines > 0 ? [`skipped ${lines === 1 ? 'a damaged line' : `${lines} damaged lines`} (${formatSize(bytes)}) of ${source.path}`] : []),
    ...(gaps > 0
      ? [
          `${lines > 0 ? 'what was said there is missing' : 'a link leads nowhere: something may be missing there'}${gaps === 1 ? '' : `, in ${gaps} places`}`,
        ]
      : []),
    ...(isWhole ? [] : ['this transcript does not reach back to the start of the conversation']),
    ...(holdsTip === false && lines === 0
      ? ['the last answer that chorus saw is missing: something else continued from an older point']
      : []),
  ];
}

function asJson(turn: PastTurn, withResults: boolean): object {
  const { number, at, endedAt, model, prompt, error, interrupted, compacted } = turn;
  const tools = toolsOf(turn).map(({ input, result, ...tool }) => (withResults ? { ...tool, input, result } : tool));
  return { number, at, endedAt, model, prompt, answer: answerOf(turn), tools, error, interrupted, compacted };
}
