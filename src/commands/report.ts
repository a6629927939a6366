import { resolve } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { collect } from './shared/tag-option.ts';

export interface ReportOptions {
  name?: string | undefined;
  output?: string;
  tag?: string[];
  open?: boolean;
  force?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('[name]', 'only this session and its forks')
    .option('-o, --output <file>', 'where to write it; - is standard output')
    .option('--tag <tag>', 'only sessions with this tag; repeatable: with all of them', collect)
    .option('--open', 'open it in the browser ($BROWSER, or the default one)')
    .option('--force', 'overwrite a file that is not a report')
    .option('--json', 'print the data of the report as an object')
    .addHelpText(
      'after',
      `
One page that needs no network and runs no script: the tree of forks, cost and context over time, verdicts, and each session. At a
terminal it is written to chorus-report.html and its path is printed; in a pipe it is the output. It holds no prompts and no answers.

Examples:
  $ chorus report --open
  $ chorus report auth --output auth.html
  $ chorus report --tag work | ssh host 'cat > report.html'
  $ chorus report --json | jq .totals.costUsd`,
    );
}

export async function run(options: ReportOptions, context: Context): Promise<number> {
  const file = fileFor(options, context);
  const { gatherReport } = await import('../report/gather.ts');
  const report = await gatherReport(context.world, { name: options.name, tags: options.tag, generator: `chorus ${packageJson.version}` });
  const text = options.json ? `${JSON.stringify(report, null, 2)}\n` : (await import('../report/page/page.ts')).renderReport(report);
  if (file === undefined) context.stdout.write(text);
  else await keep(file, text, options, context);
  return 0;
}

/** Undefined for standard output. `--open` needs a file. */
function fileFor({ output, open, json }: ReportOptions, { cwd, stdout }: Context): string | undefined {
  // In the commands that run a turn, --output takes a format.
  if (output === 'json' || output === 'text' || output === 'stream-json')
    throw usageError(`--output is a file here, not ${output}`, `For the data: --json. For a file of that name: --output ./${output}`);
  if (output !== undefined) return output === '-' ? undefined : resolve(cwd, output);
  const isForFile = open || (stdout.isTTY === true && !json);
  return isForFile ? resolve(cwd, 'chorus-report.html') : undefined;
}

async function keep(path: string, text: string, { force, open }: ReportOptions, { world, stdout, stderr, env }: Context): Promise<void> {
  const [{ writeOutputFile }, { isReport }, { printable }] = await Promise.all([
    import('../library/output-file.ts'),
    import('../report/page/mark.ts'),
    import('../core/printable.ts'),
  ]);
  writeOutputFile({ path, text, force, isOurs: isReport });
  stdout.write(`${printable(path)}\n`);
  if (!open) return;
  const { openPage } = await import('../terminal/open-page.ts');
  const failure = await openPage(path, env, world.start);
  if (failure !== undefined) stderr.write(printable(`chorus: the report is written, but could not be opened: ${failure}\n`));
}
