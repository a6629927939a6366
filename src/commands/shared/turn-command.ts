import { type Command, Option } from 'commander';
import { newestMeasured } from '../../claude/releases.ts';
import { commandLine } from '../../claude/shell.ts';
import { isGoodVerdict } from '../../claude/verdict.ts';
import type { Context, OutputStream } from '../../context.ts';
import { exitCodes, usageError } from '../../errors.ts';
import type { ConversationObserver } from '../../session/conversations.ts';
import type { TurnOutcome } from '../../session/outcome.ts';
import type { PreparedTurn } from '../../session/prepare.ts';
import { type Progress, showProgress } from '../../terminal/progress.ts';
import { printable } from '../../terminal/text.ts';
import { describeLinger, describeLive, describeModelChange, summarizeTurn } from '../../terminal/words.ts';
import { addWaitOptions, describeWait, type WaitOptions } from './hold.ts';

export interface TurnOptions extends WaitOptions {
  output: 'text' | 'json' | 'stream-json';
  json?: boolean;
  stream?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  dryRun?: boolean;
  strict?: boolean;
  promptFile?: string;
}

/** The options of every command that starts `claude`, but for the settings. */
export function addTurnOptions(command: Command): Command {
  return addWaitOptions(command)
    .option('--prompt-file <file>', 'read the prompt from a file')
    .addOption(new Option('--output <format>', 'what goes to standard output').choices(['text', 'json', 'stream-json']).default('text'))
    .option('--json', 'short for --output json')
    .option('--stream', 'short for --output stream-json')
    .option('--dry-run', 'print the command line that would be run; start and write nothing')
    .option('--strict', 'exit 6 when tools were denied')
    .option('-q, --quiet', 'nothing on standard error but errors')
    .option('--verbose', 'tell which claude is run, and how');
}

/** Runs a turn and prints it as asked. @returns the exit code. */
export async function printTurn(
  context: Context,
  options: TurnOptions,
  run: (observer: ConversationObserver) => PromiseLike<TurnOutcome>,
): Promise<number> {
  const { stdout, stderr } = context;
  const format = outputFormat(options);
  const out = new Output(stdout);
  let progress: Progress | undefined;
  const say = (line: string) => {
    if (options.quiet) return;
    if (progress) progress.say(`chorus: ${printable(line)}`);
    else stderr.write(`chorus: ${printable(line)}\n`);
  };
  let printed = false;
  try {
    const outcome = await run({
      onWait: (holder) => say(describeWait(holder)),
      onModelChange: (change) => say(describeModelChange(change)),
      onLive: (live) => say(describeLive(live)),
      onLinger: (linger) => say(describeLinger(linger)),
      onPrepared: (prepared) => {
        if (options.verbose) for (const line of describeStart(prepared)) say(line);
      },
      onStart: () => {
        if (stderr.isTTY && !options.quiet && context.env.TERM !== 'dumb') progress = showProgress(stderr, 'claude');
      },
      ...(format === 'stream-json' ? { onChunk: (chunk: Buffer) => out.write(chunk) } : {}),
      ...(format === 'text'
        ? {
            onResult: (result) => {
              if (result.is_error || result.result === undefined) return;
              progress?.stop();
              progress = undefined;
              // As `claude -p` does, where it answers again when a background task has ended.
              if (printed) out.write('\n');
              printed = true;
              out.write(answerFor(stdout, result.result));
            },
          }
        : {}),
    });
    progress?.stop();
    progress = undefined;
    if (format === 'stream-json')
      out.write(`${out.endsInMidLine ? '\n' : ''}${JSON.stringify({ type: 'chorus', subtype: 'turn', ...outcome })}\n`);
    if (format === 'json') out.write(`${JSON.stringify(outcome)}\n`);
    if (!printed && format === 'text' && outcome.turn.result && outcome.verdict.status !== 'not-found') {
      stderr.write(`chorus: ${printable(outcome.turn.result)}\n`);
    }
    reportOutcome(outcome, format, options.quiet === true, (line) => stderr.write(`chorus: ${printable(line)}\n`));
    await out.flushed();
    return outcome.exitCode;
  } finally {
    progress?.stop();
  }
}

/** Prints what a turn would run. @returns the exit code. */
export function printPreview({ stdout, stderr }: Context, options: TurnOptions, prepared: PreparedTurn): number {
  const { installation, argv, release, session, plan } = prepared;
  const isGone = plan.kind === 'gone';
  const asText = (text: string) => (stdout.isTTY ? printable(text) : text);
  if (outputFormat(options) !== 'text') {
    const preview = {
      session: session.name,
      sessionId: session.sessionId,
      plan: plan.kind,
      cwd: session.cwd,
      claude: { release: release ?? null, path: installation.path, argv: isGone ? [] : argv },
    };
    stdout.write(`${JSON.stringify(preview)}\n`);
  } else if (!isGone) stdout.write(`${asText(commandLine(installation.path, argv))}\n`);
  if (isGone) {
    stderr.write(
      `chorus: nothing would be sent: the conversation of ${session.name} is gone. chorus resume ${session.name} --fresh starts afresh.\n`,
    );
    return exitCodes.continuity;
  }
  if (options.quiet || outputFormat(options) !== 'text') return 0;
  const taken = release === undefined ? `; the release of claude is not known yet, and taken for ${newestMeasured}` : '';
  stderr.write(printable(`chorus: in ${session.cwd}, the prompt on standard input; nothing was started${taken}\n`));
  return 0;
}

/** The result of the turn goes to stderr as one line; where standard output has it already, only if there is something to do. */
function reportOutcome(outcome: TurnOutcome, format: TurnOptions['output'], quiet: boolean, say: (line: string) => void): void {
  const isFine = isGoodVerdict(outcome.verdict.status) && outcome.exitCode === 0;
  if (isFine && (quiet || (format !== 'text' && outcome.hints.length === 0))) return;
  say(summarizeTurn(outcome));
  for (const hint of outcome.hints) say(hint);
}

function describeStart({ installation, release, plan, argv, session }: PreparedTurn): string[] {
  return [
    release === undefined
      ? `${installation.path} does not tell its release: taken for ${newestMeasured}, the newest known`
      : `claude ${release}, ${installation.path}`,
    `${plan.kind} in ${session.cwd}`,
    commandLine(installation.path, argv),
  ];
}

function outputFormat({ output, json, stream }: TurnOptions): TurnOptions['output'] {
  if (json && stream) throw usageError('--json and --stream exclude each other', 'Give one of them.');
  return json ? 'json' : stream ? 'stream-json' : output;
}

function answerFor(stdout: OutputStream, answer: string): string {
  const text = stdout.isTTY ? printable(answer) : answer;
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Standard output that may be closed early (`| head -1`): the turn goes on, and is recorded. */
class Output {
  readonly #stream: OutputStream;
  #isClosed = false;
  endsInMidLine = false;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.once('error', () => {
      this.#isClosed = true;
    });
  }

  write(data: string | Buffer): Promise<void> | undefined {
    if (this.#isClosed || data.length === 0) return undefined;
    const last = data.at(-1);
    this.endsInMidLine = last !== '\n' && last !== 0x0a;
    return this.#stream.write(data) ? undefined : this.#drained();
  }

  /** Until all of it is out: what is left when the event loop ends is lost, and the exit code with it. */
  flushed(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      for (const event of ['close', 'error']) this.#stream.once(event, resolve);
      this.#stream.write('', () => resolve());
    });
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        for (const event of ['drain', 'close', 'error']) this.#stream.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) this.#stream.once(event, done);
    });
  }
}
