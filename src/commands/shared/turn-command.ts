import type { TurnOutcome } from '../../core/outcome.ts';
import { escapeControls, printable } from '../../core/printable.ts';
import { commandLine } from '../../core/shell.ts';
import type { ContinueOptions } from '../../library/options.ts';
import type { TurnPreview } from '../../library/turn-preview.ts';
import { limitWaitWords, lingerWords, modelChangeWords, otherClaudeWords, outputLeftWords } from '../../terminal/notice-words.ts';
import { Output } from '../../terminal/output.ts';
import { lastWords } from '../../terminal/turn-words.ts';
import { type Watching, whatToWatch } from '../../terminal/watching.ts';
import type { Context } from './context.ts';
import { leftBehindWords } from './hold.ts';
import { outputFormat, type TurnOptions } from './turn-options.ts';
import { reportOutcome } from './turn-report.ts';
import { TurnView } from './turn-view.ts';

/** The options for watching a turn. */
export type Watched = Pick<ContinueOptions, 'observer' | 'live'>;

/** Runs a turn and prints it as requested. @returns the exit code. */
export async function printTurn(
  context: Context,
  options: TurnOptions,
  run: (watched: Watched) => PromiseLike<TurnOutcome>,
): Promise<number> {
  const { stdout, stderr } = context;
  const format = outputFormat(options);
  const out = new Output(stdout);
  const say = (line: string) => {
    if (!options.quiet) stderr.write(`chorus: ${printable(line)}\n`);
  };
  const watching = watchingOf(context, options);
  const view = new TurnView({ context, format, watching, verbose: options.verbose === true, out, say });
  try {
    const outcome = await run({
      live: watching.answer,
      observer: {
        onWait: (holder) => view.wait(holder),
        onLeftBehind: (holders) => say(leftBehindWords(holders)),
        onModelChange: (change) => say(modelChangeWords(change)),
        onOtherClaude: (other) => say(otherClaudeWords(other)),
        onOutputLeft: (holders) => say(outputLeftWords(holders)),
        onLinger: (linger) => say(lingerWords(linger)),
        onLimitWait: (wait) => {
          void view.end().finally(() => say(limitWaitWords(wait)));
        },
        onPrepared: (preview) => {
          view.startIn(preview.cwd);
          view.endWait();
          if (options.verbose) for (const line of startLines(preview)) say(line);
        },
        ...view.observer,
        ...(format === 'stream-json' ? { onChunk: (chunk: Uint8Array) => out.write(chunk) } : {}),
      },
    });
    const live = await view.end();
    if (format === 'stream-json')
      out.write(`${out.endsInMidLine ? '\n' : ''}${escapeControls(JSON.stringify({ type: 'chorus', subtype: 'turn', ...outcome }))}\n`);
    if (format === 'json') out.write(`${JSON.stringify(outcome)}\n`);
    if (format === 'text' && outcome.verdict.status !== 'not-found') printLastWords(context, outcome, view, out);
    await reportOutcome(context, outcome, { ...options, format, used: live?.context });
    await out.flushed();
    return outcome.exitCode;
  } finally {
    await view.end();
  }
}

/** Prints what `claude -p` prints, if it was not shown while it arrived; and on standard error what went wrong in Claude's own words. */
function printLastWords({ stdout, stderr }: Context, outcome: TurnOutcome, view: TurnView, out: Output): void {
  const words = lastWords(outcome);
  if (!view.hasShown(words)) {
    const text = stdout.isTTY ? printable(words) : words;
    out.write(text.endsWith('\n') ? text : `${text}\n`);
  }
  const { subtype, result } = outcome.turn;
  if (subtype === 'error_during_execution' && result) stderr.write(`chorus: ${printable(result)}\n`);
}

/** What these options show of a turn. */
export function watchingOf(context: Context, options: TurnOptions): Watching {
  return whatToWatch(context, { format: outputFormat(options), quiet: options.quiet, verbose: options.verbose });
}

function startLines({ claude, plan, cwd }: TurnPreview): string[] {
  const { path, release, assumedRelease, argv } = claude;
  return [
    release === null ? `${path} does not report its release: assuming ${assumedRelease}, the newest known` : `claude ${release}, ${path}`,
    `${plan} in ${cwd}`,
    commandLine(path, argv),
  ];
}
