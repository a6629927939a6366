import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { ChorusCommand } from '../../src/commands/shared/chorus-command.ts';
import { SettingOption } from '../../src/commands/shared/setting-options.ts';
import { builtInSettings, settingDefinitions } from '../../src/core/settings.ts';
import { buildProgram } from '../../src/program.ts';
import { variables } from '../../src/terminal/topics/environment.ts';
import { exitCodeMeanings } from '../../src/terminal/topics/exit-codes.ts';
import { keptFiles } from '../../src/terminal/topics/files.ts';
import { cacheFacts, cacheMeanings, lineageMeanings, turnMeanings, verdictMeanings } from '../../src/terminal/topics/verdicts.ts';

/** `docs/commands.md`, out of the program itself: every command's help, the settings table, the exit codes. */
export async function renderReference(): Promise<string> {
  const program = await buildProgram({ stdout: Object.assign(new PassThrough(), { columns: 110 }) }, { loaded: 'all' });
  return `${[
    '# Commands',
    'Written by `npm run docs` from the program; `npm test` fails when it is not in step.',
    section('chorus', program),
    ...program.commands.flatMap((command) => [
      section(`chorus ${command.name()}`, command),
      ...command.commands.map((sub) => section(`chorus ${command.name()} ${sub.name()}`, sub)),
    ]),
    '## Settings',
    'Keys are those of `chorus set`; as options they are spelled as the flag. Claude’s own are passed to `claude` on every call.',
    table(['key', 'flag', 'kind', 'whose', 'since claude', 'built in', 'what it does'], settingDefinitions.map(settingRow)),
    '## Verdicts',
    table(['verdict', 'when'], verdictMeanings),
    table(['lineage', 'what the verdict rests on'], lineageMeanings),
    table(['turn', 'meaning'], turnMeanings),
    table(['cache', 'meaning'], cacheMeanings),
    cacheFacts,
    '## Exit codes',
    table(['code', 'meaning'], exitCodeMeanings),
    '## Files',
    table(['file', 'what is in it'], code(keptFiles)),
    '## Environment',
    table(['variable', 'meaning'], code(variables)),
  ].join('\n\n')}\n`;
}

/** Every option but the settings: those have a table of their own. */
function section(title: string, command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  if (command instanceof ChorusCommand) command.shows = (option) => !(option instanceof SettingOption);
  command.outputHelp();
  return `## ${title}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``;
}

function settingRow({ key, flag, aliases, kind, owner, since, choices, help }: (typeof settingDefinitions)[number]): string[] {
  const spelled = key === 'extraArgs' ? '`-- …`' : [flag, ...(aliases ?? [])].map((each) => `\`${each}\``).join(' ');
  const builtIn = builtInSettings[key];
  return [
    `\`${key}\``,
    spelled,
    kind,
    owner,
    since ?? '',
    builtIn === undefined ? '' : `\`${builtIn}\``,
    choices ? `${help}: ${choices.join(', ')}` : help,
  ];
}

function code(rows: readonly (readonly [string, string])[]): string[][] {
  return rows.map(([name, meaning]) => [`\`${name}\``, meaning.replaceAll('<', '&lt;')]);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
