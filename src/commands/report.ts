import { resolve } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { usageError } from '../errors.ts';
import type { Report } from '../report/data.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options {
  output?: string;
  tag: string[];
  open?: boolean;
  force?: boolean;
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('[name]', 'only this session, and what was forked from it')
    .option('-o, --output <file>', 'where to write it; - is standard output')
    .option(
      '--tag <tag>',
      'only sessions with this tag; given again: with all of them',
      (tag: string, tags: string[]) => [...tags, tag],
      [],
    )
    .option('--open', 'show it in the browser ($BROWSER, or that of the system)')
    .option('--force', 'overwrite a file that is no report')
    .option('--json', 'what the report is drawn from, as an object')
    .addHelpText(
      'after',
      `
One page that needs no network and runs no script: the tree of forks, cost and context over time, verdicts, and each session. On a
terminal it is written to chorus-report.html, and its path is printed; piped, it is the output. It holds no prompt and no answer.

Examples:
  $ chorus report --open
  $ chorus report auth --output auth.html
  $ chorus report --tag work | ssh host 'cat > report.html'
  $ chorus report --json | jq .totals.costUsd`,
    );
  command.action(async (name: string | undefined, options: Options) => {
    const file = fileFor(options);
    const report = await gather(name, options.tag);
    const text = options.json ? `${JSON.stringify(report, null, 2)}\n` : await draw(report);
    if (file === undefined) context.stdout.write(text);
    else await keep(file, text, options);
    finish(0);
  });

  async function gather(name: string | undefined, tags: string[]): Promise<Report> {
    const [{ openLedger }, { buildReport, isInLedger }] = await Promise.all([import('../report/ledger.ts'), import('../report/report.ts')]);
    const { store } = context;
    const { sessions, damaged } = store.sessions.list();
    const ledger = openLedger(
      sessions,
      damaged.map((each) => each.name),
    );
    const { damaged: lines } = store.log.visit(ledger.add);
    if (name !== undefined && (damaged.some((each) => each.name === name) || !isInLedger(ledger, name))) await context.chorus.get(name);
    return buildReport({
      ledger,
      name,
      tags,
      leftOut: { sessions: damaged.map((each) => ({ name: each.name, problem: each.error.message })), lines },
      generator: `chorus ${packageJson.version}`,
      now: context.now(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  }

  /** Undefined for standard output. Who asks to see it in the browser needs a file. */
  function fileFor({ output, open, json }: Options): string | undefined {
    // What --output takes of the commands that run a turn.
    if (output === 'json' || output === 'text' || output === 'stream-json')
      throw usageError(`--output is a file here, and not ${output}`, `The data is --json. A file of that name: --output ./${output}`);
    if (output !== undefined) return output === '-' ? undefined : resolve(context.cwd, output);
    const isForFile = open || (context.stdout.isTTY === true && !json);
    return isForFile ? resolve(context.cwd, 'chorus-report.html') : undefined;
  }

  async function draw(report: Report): Promise<string> {
    const { renderReport } = await import('../report/page/page.ts');
    return renderReport(report);
  }

  async function keep(path: string, text: string, { force, open }: Options): Promise<void> {
    const [{ writeOutputFile }, { isReport }] = await Promise.all([import('../library/output-file.ts'), import('../report/page/mark.ts')]);
    writeOutputFile({ path, text, force, isOurs: isReport });
    const { printable } = await import('../core/printable.ts');
    context.stdout.write(`${printable(path)}\n`);
    if (!open) return;
    const { openPage } = await import('../terminal/open-page.ts');
    const failure = await openPage(path, context.env, context.start);
    if (failure !== undefined) context.stderr.write(printable(`chorus: it is written, and could not be opened: ${failure}\n`));
  }
}
