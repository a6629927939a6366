import { formatCount } from '../../core/amounts.ts';
import { printable } from '../../core/printable.ts';
import { exitCodeOf, exitCodes } from '../../errors.ts';
import type { RedactedFile, RedactionReport } from '../../library/redaction.ts';
import { formatTable } from '../../terminal/table.ts';
import type { Subcommand } from '../shared/command.ts';
import type { Context } from '../shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from '../shared/hold.ts';
import { readTextArgument } from '../shared/standard-input.ts';

interface RedactOptions extends WaitOptions {
  name: string;
  pattern: string;
  literal?: boolean;
  ignoreCase?: boolean;
  with?: string;
  dryRun?: boolean;
  json?: boolean;
}

export const redact: Subcommand = {
  summary: 'take something out of a conversation for good',
  declare: (command) => {
    command
      .argument('<name>', 'a session, or the id of a conversation')
      .argument('<pattern>', 'a regular expression; - reads it from standard input')
      .option('--literal', 'take the pattern as it is, rather than as a regular expression')
      .option('--ignore-case', 'capitals and small letters are the same')
      .option('--with <text>', 'what to write in its place', '[redacted]')
      .option('--dry-run', 'show what would be changed; change nothing')
      .option('--json', 'print an object: what was changed, with counts');
    addWaitOptions(command).addHelpText(
      'after',
      `
It cannot be undone. What matches is taken out of the transcript, of the session's earlier conversations, of all copies in the vault, and of
what Claude and chorus keep beside them: subagents, outputs of tools, file history, prompts, files of runs. The conversation goes on
as before. While a turn runs, it is refused: exit 5, unless --wait is given. Sessions of the same tree that have it, too, are named.

Examples:
  $ chorus vault redact auth 'sk-[A-Za-z0-9]+' --dry-run
  $ chorus vault redact auth 'p@ss.word' --literal
  $ pass show api-key | chorus vault redact auth - --literal`,
    );
  },
  run: redactConversation,
};

async function redactConversation(options: RedactOptions, context: Context): Promise<number> {
  const { name, literal, ignoreCase, with: replacement, dryRun, json } = options;
  const pattern = await readPattern(options.pattern, context);
  if (!dryRun) context.stderr.write('chorus: this cannot be undone: no copy of what is taken out is kept\n');
  const report = await context.chorus.redact(name, pattern, {
    ...readHold(context, options),
    literal,
    ignoreCase,
    replacement,
    isDryRun: dryRun,
  });
  if (json) context.stdout.write(`${JSON.stringify({ ...report, dryRun: dryRun === true })}\n`);
  else printReport(context, report, dryRun === true);
  return report.failed.length > 0 ? exitCodeOf['file-unwritable'] : exitCodes.ok;
}

async function readPattern(given: string, context: Context): Promise<string> {
  const pattern = await readTextArgument(given, 'pattern', context);
  return given === '-' ? pattern.replace(/\r?\n$/, '') : pattern;
}

function printReport({ stdout, stderr }: Context, { matches, left, files, failed, alsoIn }: RedactionReport, isDryRun: boolean): void {
  const say = (line: string) => stderr.write(`chorus: ${printable(line)}\n`);
  if (files.length > 0) stdout.write(`${formatTable([columns, ...files.map(fileRow)])}\n`);
  say(`${isDryRun ? 'would take' : 'took'} out ${formatCount(matches, 'occurrence')} in ${formatCount(files.length, 'file')}`);
  if (left > 0) say(`${formatCount(left, 'occurrence')} left: in ids, types and paths, which Claude needs to read the conversation`);
  for (const { path, message } of failed) say(`not changed: ${path}: ${message}`);
  if (alsoIn.length > 0) say(`it is also in ${alsoIn.join(', ')}: chorus vault redact ${alsoIn[0]} <pattern>`);
}

const columns = ['FILE', 'MATCHES', 'LEFT', 'PATH'];

function fileRow({ kind, matches, left, path }: RedactedFile): string[] {
  return [kind, String(matches), String(left), printable(path)];
}
