import { constants } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { type Command, InvalidArgumentError } from 'commander';
import type { Selection } from '../claude/transcript/conversation.ts';
import { formatSize } from '../core/amounts.ts';
import { answerOf, type PastTurn, toolsOf } from '../core/past-turn.ts';
import { printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import { type History, readHistory } from '../library/history.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options {
  turn?: number;
  last?: number;
  tools?: boolean;
  json?: boolean;
  markdown?: boolean;
  pager: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .option('--turn <number>', 'only this turn; the first is 1', parseCount)
    .option('--last <count>', 'only the last so many turns', parseCount)
    .option('--tools', 'also what tools were given and gave back')
    .option('--json', 'an array of turns (see below)')
    .option('--markdown', 'as Markdown, for a file or an issue')
    .option('--no-pager', 'do not use a pager')
    .addHelpText(
      'after',
      `
Shown is the conversation that goes on: from its last record back to its first, without branches that were left and without
subagents. Where Claude's transcript is gone, the copy in the vault is read. What is longer than the terminal goes through
CHORUS_PAGER, PAGER, or less; where LESS is not set, it is FRX.

--json: { number, at, endedAt, model, prompt, answer, tools: [{ name, target, ok }], error, interrupted, compacted } for each turn.
ok is false for a tool that failed or was denied, and null for one of which nothing came back. With --tools each also has
{ input, result }.

Examples:
  $ chorus history auth
  $ chorus history auth --last 2 --tools
  $ chorus history auth --turn 3 --json | jq -r '.[].answer'
  $ chorus history auth --markdown > auth.md`,
    );
  command.action(async (name: string, { pager, ...options }: Options) => {
    const selection = selectionOf(options);
    // What is read of a long transcript is soon done with: V8 would spread it over 30 MB more, and be no faster.
    setFlagsFromString('--semi-space-growth-factor=1');
    const session = await context.chorus.get(name);
    const history = readHistory(context, session, selection);
    for (const note of notesOn(history)) context.stderr.write(printable(`chorus: ${note}\n`));
    if (options.turn !== undefined && options.turn > history.total) throw noSuchTurn(name, options.turn, history.total);
    if (history.source && history.total === 0) context.stderr.write('chorus: no turn is to be found in it\n');
    if (history.source === null) context.stderr.write(`chorus: nothing was sent to ${name} yet\n`);
    const signal = await print(name, history.turns, options, pager);
    finish(signal === undefined ? 0 : 128 + constants.signals[signal]);
  });

  async function print(
    name: string,
    turns: readonly PastTurn[],
    { json, markdown, tools = false }: Omit<Options, 'pager'>,
    pager: boolean,
  ) {
    const { stdout, env, start, onSignal } = context;
    if (json) {
      const asked = turns.map((turn) => asJson(turn, tools));
      stdout.write(`${escapeControls(JSON.stringify(asked, null, 2))}\n`);
    } else if (markdown) {
      const { historyAsMarkdown } = await import('../terminal/history-markdown.ts');
      stdout.write(`${historyAsMarkdown(name, turns, { withResults: tools })}\n`);
    } else if (turns.length > 0) {
      const [{ formatHistory }, { styleFor }] = await Promise.all([import('../terminal/history.ts'), import('../terminal/style.ts')]);
      const fit = stdout.isTTY && stdout.columns ? (await import('../terminal/line-fit.ts')).fitTo(stdout.columns) : undefined;
      const text = `${formatHistory(turns, { style: styleFor(stdout, env), fit, withResults: tools })}\n`;
      if (!stdout.isTTY || !pager) stdout.write(text);
      else return (await import('../terminal/pager.ts')).writePaged(text, { stdout, env, start, onSignal });
    }
    return undefined;
  }
}

function selectionOf({ turn, last, json, markdown }: Omit<Options, 'pager'>): Selection {
  if (turn !== undefined && last !== undefined) throw usageError('--turn and --last do not go together', 'Give one of them.');
  if (json && markdown) throw usageError('--json and --markdown do not go together', 'Give one of them.');
  if (turn !== undefined) return { turn };
  return last === undefined ? 'all' : { last };
}

function noSuchTurn(name: string, turn: number, total: number) {
  const count = total === 1 ? 'one turn' : total === 0 ? 'no turns yet' : `${total} turns`;
  return usageError(`${name} has ${count}, and no turn ${turn}`, total === 0 ? undefined : `The last one: chorus history ${name} --last 1`);
}

/** What a person should know of what was read. */
function notesOn({ source, damaged, gaps, isWhole, holdsTip }: History): string[] {
  if (source === null) return [];
  const { lines, bytes } = damaged;
  return [
    ...(source.kind === 'vault' ? [`Claude's transcript can not be read or is gone; this is the vault's copy: ${source.path}`] : []),
    ...(lines > 0
      ? [`${lines === 1 ? 'a damaged line' : `${lines} damaged lines`} (${formatSize(bytes)}) of ${source.path} passed over`]
      : []),
    ...(gaps > 0 ? [`where they stood, what was said is missing${gaps === 1 ? '' : `, in ${gaps} places`}`] : []),
    ...(isWhole ? [] : ['the conversation began before what is in this transcript']),
    ...(holdsTip === false && lines === 0
      ? ['the last answer that chorus saw is not in it: something else went on from an older point']
      : []),
  ];
}

function asJson(turn: PastTurn, withResults: boolean): object {
  const { number, at, endedAt, model, prompt, error, interrupted, compacted } = turn;
  const tools = toolsOf(turn).map(({ input, result, ...tool }) => (withResults ? { ...tool, input, result } : tool));
  return { number, at, endedAt, model, prompt, answer: answerOf(turn), tools, error, interrupted, compacted };
}

/** JSON lets some control characters stand that a terminal obeys. */
function escapeControls(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It has to be a number from 1 on.');
  return count;
}
